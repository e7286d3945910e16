# Find a number by halving the range.
secret = 73
low, high, tries = 1, 100, 0
while low <= high:
    guess = (low + high) // 2
    tries += 1
    if guess == secret:
        print(f"found {guess} after {tries} tries")
        break
    elif guess < secret:
        print(guess, "is too small")
        low = guess + 1
    else:
        print(guess, "is too large")
        high = guess - 1
