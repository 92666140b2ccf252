"""The delivery plan: strategy, targets, and who agreed them."""
