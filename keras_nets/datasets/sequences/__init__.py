"""Sequences: windows of texts and series, sentences, and pairs of texts."""
