# Two tables become one.
import pandas as pd

people = pd.DataFrame({"id": [1, 2, 3], "name": ["Ada", "Bo", "Cem"]})
orders = pd.DataFrame({"id": [1, 1, 3, 4], "item": ["pen", "book", "bag", "cup"], "cost": [2, 12, 30, 5]})
print(people.merge(orders, on="id"))
print(people.merge(orders, on="id", how="left"))
both = people.merge(orders, on="id")
print(both.groupby("name")["cost"].sum().sort_values(ascending=False))
print(pd.concat([people, pd.DataFrame({"id": [5], "name": ["Dee"]})], ignore_index=True))
