# Decisions.
temperature = 21
if temperature > 25:
    print("hot")
elif temperature > 15:
    print("mild")
else:
    print("cold")

# A loop over numbers.
total = 0
for number in range(1, 6):
    total += number
print("1 to 5:", total)

# A loop as long as something holds.
value, steps = 27, 0
while value != 1:
    value = value // 2 if value % 2 == 0 else 3 * value + 1
    steps += 1
print("steps:", steps)

# continue goes on with the next round, break ends the loop.
for word in ["red", "green", "blue"]:
    if word == "green":
        continue
    print(word, len(word))

# Your turn: the squares of the even numbers below 10, in a list.
squares = [number**2 for number in range(10) if number % 2 == 0]  # answer
print(squares)

# check: squares == [0, 4, 16, 36, 64]
