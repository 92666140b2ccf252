"""Small numbers: what is hidden from the public, and that it cannot be worked out."""
