"""Sample scans and the script that draws them."""
