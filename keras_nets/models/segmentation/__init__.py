"""Networks that give every pixel of an image its class."""
