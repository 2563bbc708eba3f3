"""Text in, corrected and structured text out."""
