# Types: each value has one.
for value in (42, 3.14, "hello", True, None, [1, 2], {"a": 1}):
    print(type(value).__name__, value)

# A value of one type can become another.
print(int("12") + 1, float("2.5") * 2, str(7) + "7", bool(0), bool("no"))

# Floats have about 16 digits, so compare them with a tolerance.
print(0.1 + 0.2, round(0.1 + 0.2, 2), 0.1 + 0.2 == 0.3)

# Your turn: the price and the count are texts. Compute the total as a number.
text = "3.50"
count = "4"
total = float(text) * int(count)  # answer
print("total:", total)

# check: total == 14.0
