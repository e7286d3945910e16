"""An error in a comprehension has no frame of its own."""


def parse(row):
    return [float(cell) for cell in row.split(",")]


rows = ["1,2", "3,x"]
table = {i: parse(row) for i, row in enumerate(rows)}
