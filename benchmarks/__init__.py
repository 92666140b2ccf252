"""How fast the product is, and beside what."""
