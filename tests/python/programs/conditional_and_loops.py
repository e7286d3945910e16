"""if, while, for, break, continue, else, pass, conditional expressions, nested loops, chained comparisons."""
for n in range(1, 16):
    print("FizzBuzz" if n % 15 == 0 else "Buzz" if n % 5 == 0 else "Fizz" if n % 3 == 0 else n, end=" ")
print()
for n in range(2, 20):
    for d in range(2, n):
        if n % d == 0:
            break
    else:
        print(n, end=",")
print()
i, total = 0, 0
while True:
    i += 1
    if i % 2:
        continue
    if i > 10:
        break
    total += i
print(i, total)
x = 5
if x < 0: print("negative")
elif x == 0: print("zero")
elif 0 < x <= 5 < 10: print("small")
else: print("large")
grade = lambda s: "A" if s >= 90 else "B" if s >= 80 else "C"
print([grade(s) for s in (95, 85, 10)], x if x > 3 else -x, (1 if False else 2) + 3, not x == 5, x != 5 or x is None, 1 if [] else 2)
for a, b in ((a, b) for a in range(3) for b in range(3) if a != b): print(f"{a}{b}", end=" ")
print()
matrix = [[1, 2, 3], [4, 5, 6]]
for row in matrix:
    for value in row:
        if value == 5:
            print("found")
            break
    else:
        continue
    break
for i in range(3): pass
print(i)
n = 3
while n: n -= 1
else: print("counted down", n)
for i, (a, b) in enumerate(zip("abc", range(3))):
    if a == "b": continue
    print(i, a, b, sep="", end=";")
print()
for i in range(3):
    for j in range(i + 1):
        print("*", end="")
    print()
for letter in "ab": print(letter.upper()); print(letter * 2)
a = b = 5; c = a + b; print(c)
print("done" if __name__ == "__main__" else "imported", end="\n" * 2)
values = [3, -1, 4]
print(sum(v for v in values if v > 0), any(v < 0 for v in values), [v if v > 0 else 0 for v in values], min(values), values.index(max(values)))
for k in range(10, 0, -3): print(k, end=" ")
else: print("end")
