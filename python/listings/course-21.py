# Gaps in a table.
import numpy as np
import pandas as pd

table = pd.DataFrame({
    "day": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    "rain": [0.0, 2.5, np.nan, 1.0, np.nan, 4.0],
    "warm": [8, 9, 11, np.nan, 12, 10],
})
print(table.isna().sum())
print(table["rain"].mean(), table["rain"].fillna(0).mean())
filled = table.fillna({"rain": 0, "warm": table["warm"].mean()})
print(filled)
print(table.dropna())
print(filled[filled["rain"] > 1]["day"].tolist())
