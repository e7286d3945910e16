import pandas as pd

# Tables: columns with names.
table = pd.DataFrame({
    "city": ["Rome", "Oslo", "Lima", "Cairo"],
    "country": ["Italy", "Norway", "Peru", "Egypt"],
    "people": [2.8, 0.7, 10.1, 10.2],
    "summer": [26, 17, 16, 28],
})
print(table)
print(table.shape, list(table.columns))

# One column, and the rows where something holds.
print(table["city"].tolist())
print(table[table["people"] > 2][["city", "people"]])

# Numbers about columns, and sorted rows.
print(table["summer"].mean(), table["people"].max())
print(table.sort_values("people", ascending=False).head(2))

# A new column from others.
table["fahrenheit"] = table["summer"] * 9 / 5 + 32
print(table[["city", "fahrenheit"]])

# Your turn: the city with the warmest summer.
warm = table.loc[table["summer"].idxmax(), "city"]  # answer
print(warm)

# check: warm == "Cairo"
