"""An error in __next__ and in __getitem__, called by the for loop."""


class Reader:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, i):
        return self.parse(self.rows[i])

    @staticmethod
    def parse(row):
        return int(row)


for number in Reader(["1", "2", "three"]):
    print(number)
