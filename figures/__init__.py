"""Figures from points: the contract, pictures for the screen, tables and words."""
