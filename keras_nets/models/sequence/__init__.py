"""Recurrent networks, and others that read sequences."""
