# 数字的运算符。
print(7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 // 2, 7 % 2, 7**2)

# 比较的结果是 True 或 False。
x = 5
print(x > 3, x == 5, x != 5, 1 < x < 10)

# 逻辑与、或、非，以及 in 和 is。
print(x > 3 and x < 4, x > 3 or x < 4, not x > 3)
print("a" in "cat", 3 in [1, 2], None is None)

# 简写形式。
score = 10
score += 5
score *= 2
print(score)

# 练习：判断闰年。能被 4 整除；若能被 100 整除，还必须能被 400 整除。
year = 2028
leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)  # answer
print(year, leap)

# check: leap is True
