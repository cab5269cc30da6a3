"""Convolutional networks that classify images."""
