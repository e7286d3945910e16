# 变量：给值起一个名字。
age = 17
name = "Ada"
height = 1.68
print(name, age, height)

# 变量可以换成新的值；先算等号右边。
age = age + 1
print(age)

# 交换两个变量的值。
a, b = 3, 5
a, b = b, a
print(a, b)

# 练习：这些分钟里有几个整小时？还剩几分钟？
minutes = 135
hours = minutes // 60  # answer
rest = minutes % 60  # answer
print(hours, rest)

# check: hours == 2
# check: rest == 15
