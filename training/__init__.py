"""Trains the line recogniser; an extra, never imported by the product."""
