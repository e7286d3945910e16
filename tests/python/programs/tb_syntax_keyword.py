"""An invalid expression."""
total = 1 + * 2
