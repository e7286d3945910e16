"""A string without its end."""
print("fine")
print("not fine)
