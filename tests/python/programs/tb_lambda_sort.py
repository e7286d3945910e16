"""An error in a key function."""
rows = [{"n": 2}, {"n": 1}, {"m": 0}]
key = lambda row: row["n"]
print(sorted(rows[:2], key=key))
print(sorted(rows, key=key))
