# 数据类型：每个值都有类型。
for value in (42, 3.14, "hello", True, None, [1, 2], {"a": 1}):
    print(type(value).__name__, value)

# 类型之间可以转换。
print(int("12") + 1, float("2.5") * 2, str(7) + "7", bool(0), bool("no"))

# 浮点数大约有 16 位有效数字，比较时要留误差。
print(0.1 + 0.2, round(0.1 + 0.2, 2), 0.1 + 0.2 == 0.3)

# 练习：价格和数量都是文本，请算出总价（数字）。
text = "3.50"
count = "4"
total = float(text) * int(count)  # answer
print("total:", total)

# check: total == 14.0
