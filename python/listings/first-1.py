# Variables: a name for a value.
age = 17
name = "Ada"
height = 1.68
print(name, age, height)

# A variable can get a new value. The right side is computed first.
age = age + 1
print(age)

# Two values change places.
a, b = 3, 5
a, b = b, a
print(a, b)

# Your turn: how many whole hours are in these minutes, and how many minutes are left?
minutes = 135
hours = minutes // 60  # answer
rest = minutes % 60  # answer
print(hours, rest)

# check: hours == 2
# check: rest == 15
