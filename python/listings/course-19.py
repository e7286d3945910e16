# Groups in a table.
import pandas as pd

sales = pd.DataFrame({
    "shop": ["north", "south", "north", "east", "south", "north", "east"],
    "fruit": ["apple", "apple", "pear", "pear", "pear", "apple", "apple"],
    "count": [10, 4, 7, 3, 9, 12, 5],
    "price": [0.5, 0.6, 0.8, 0.7, 0.8, 0.5, 0.6],
})
sales["money"] = sales["count"] * sales["price"]
print(sales)
print(sales.groupby("shop")["money"].sum())
print(sales.groupby("fruit").agg({"count": "sum", "price": "mean"}).round(3))
print(sales.pivot_table(index="shop", columns="fruit", values="count", aggfunc="sum", fill_value=0))
print(sales["count"].describe().round(2))
