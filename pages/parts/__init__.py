"""What pages are put together from: words and layout of cards, measures and empty states."""
