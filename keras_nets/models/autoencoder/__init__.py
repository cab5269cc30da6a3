"""Networks that learn a short code from which they can restore their input."""
