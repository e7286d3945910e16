# A table of temperatures.
print(f"{'Celsius':>8} {'Fahrenheit':>11}")
for celsius in range(-10, 41, 10):
    fahrenheit = celsius * 9 / 5 + 32
    print(f"{celsius:8d} {fahrenheit:11.1f}")
