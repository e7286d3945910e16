# Operators on numbers.
print(7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 // 2, 7 % 2, 7**2)

# Comparisons give True or False.
x = 5
print(x > 3, x == 5, x != 5, 1 < x < 10)

# and, or, not, in, is.
print(x > 3 and x < 4, x > 3 or x < 4, not x > 3)
print("a" in "cat", 3 in [1, 2], None is None)

# Short forms.
score = 10
score += 5
score *= 2
print(score)

# Your turn: is this a leap year? It must be divisible by 4, and if by 100, then also by 400.
year = 2028
leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)  # answer
print(year, leap)

# check: leap is True
