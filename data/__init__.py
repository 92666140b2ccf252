"""Extracts and published files in, releases out."""
