"""Networks that give every state an energy and learn to give low ones to the data."""
