"""What a measure means: definitions, the one division, targets and the three facts."""
