# 条件判断。
temperature = 21
if temperature > 25:
    print("hot")
elif temperature > 15:
    print("mild")
else:
    print("cold")

# 遍历数字的循环。
total = 0
for number in range(1, 6):
    total += number
print("1 to 5:", total)

# 条件成立时一直循环。
value, steps = 27, 0
while value != 1:
    value = value // 2 if value % 2 == 0 else 3 * value + 1
    steps += 1
print("steps:", steps)

# continue 进入下一轮，break 结束循环。
for word in ["red", "green", "blue"]:
    if word == "green":
        continue
    print(word, len(word))

# 练习：把 10 以内偶数的平方放进列表。
squares = [number**2 for number in range(10) if number % 2 == 0]  # answer
print(squares)

# check: squares == [0, 4, 16, 36, 64]
