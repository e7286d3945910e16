import pandas as pd

# 表格：带名字的列。
table = pd.DataFrame({
    "city": ["Rome", "Oslo", "Lima", "Cairo"],
    "country": ["Italy", "Norway", "Peru", "Egypt"],
    "people": [2.8, 0.7, 10.1, 10.2],
    "summer": [26, 17, 16, 28],
})
print(table)
print(table.shape, list(table.columns))

# 取一列，以及满足条件的行。
print(table["city"].tolist())
print(table[table["people"] > 2][["city", "people"]])

# 列的统计量，以及排序。
print(table["summer"].mean(), table["people"].max())
print(table.sort_values("people", ascending=False).head(2))

# 由已有的列得到新的列。
table["fahrenheit"] = table["summer"] * 9 / 5 + 32
print(table[["city", "fahrenheit"]])

# 练习：找出夏天最热的城市。
warm = table.loc[table["summer"].idxmax(), "city"]  # answer
print(warm)

# check: warm == "Cairo"
