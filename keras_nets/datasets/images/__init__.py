"""Images, whole or in patches, with labels per image or per pixel, from files or generated."""
