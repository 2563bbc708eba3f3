"""Pixels in, page model out."""
