"""Definitions of the measures, one file per theme; each Measure in a file is found by itself."""
