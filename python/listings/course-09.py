# Write a file, read it again, and compute with it.
import csv

rows = [("apple", 3, 0.5), ("pear", 2, 0.75), ("melon", 1, 2.4)]
with open("shop.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["fruit", "count", "price"])
    writer.writerows(rows)

total = 0
with open("shop.csv") as file:
    for row in csv.DictReader(file):
        cost = int(row["count"]) * float(row["price"])
        total += cost
        print(f"{row['fruit']:6} {cost:5.2f}")
print(f"total  {total:5.2f}")
print(open("shop.csv").read().count("\n"), "lines")
