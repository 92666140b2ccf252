"""Figures and points to bytes."""
