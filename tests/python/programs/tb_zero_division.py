"""An error some calls deep."""


def ratio(a, b):
    return (a + 1) / (b - 1)


def table(rows):
    total = 0
    for row in rows:
        total += ratio(row[0],
                       row[1])
    return total


print(table([(1, 2)]))
print(table([(1, 2), (3, 1)]))
