"""Reports: the same counts as a table, as JSON, or as one HTML file."""
