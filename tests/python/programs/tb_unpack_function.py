"""Too many values for an assignment in a function."""
import json

try:
    json.loads("[1,")
except json.JSONDecodeError as error:
    print(error)


def load(text):
    values = [int(part) for part in text.split()]
    first, second = values
    return first / second


for line in ("4 2", "1 2 3"):
    print(load(line))
