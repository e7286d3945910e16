"""A method that a built-in type does not have."""
words = ["a", "b"]
words.push("c")
