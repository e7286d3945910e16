"""A longer program: an inventory with classes, a report and errors."""
from collections import defaultdict
from dataclasses import dataclass, field


class OutOfStock(Exception):
    def __init__(self, item, wanted, left):
        super().__init__(f"{item}: wanted {wanted}, {left} left")


@dataclass
class Item:
    name: str
    price: float
    count: int = 0
    tags: set[str] = field(default_factory=set, repr=False)

    @property
    def worth(self):
        return self.price * self.count


class Inventory:
    def __init__(self):
        self._items: dict[str, Item] = {}
        self.log = []

    def add(self, name, price, count=1, *tags):
        item = self._items.setdefault(name, Item(name, price))
        item.count += count
        item.tags.update(tags)
        self.log.append(("add", name, count))
        return self

    def take(self, name, count=1):
        try:
            item = self._items[name]
        except KeyError:
            raise LookupError(f"no item {name!r}") from None
        if item.count < count:
            raise OutOfStock(name, count, item.count)
        item.count -= count
        self.log.append(("take", name, count))

    def by_tag(self):
        groups = defaultdict(list)
        for item in self:
            for tag in sorted(item.tags):
                groups[tag].append(item.name)
        return dict(groups)

    def __iter__(self):
        yield from sorted(self._items.values(), key=lambda item: (-item.worth, item.name))

    def __len__(self):
        return sum(item.count for item in self._items.values())

    def __contains__(self, name):
        return name in self._items

    def report(self):
        lines = [f"{'Item':<10}{'Price':>8}{'Count':>7}{'Worth':>12}", "-" * 37]
        lines += [f"{i.name:<10}{i.price:>8.2f}{i.count:>7}{i.worth:>12,.2f}" for i in self]
        lines.append(f"{'Total':<10}{'':>8}{len(self):>7}{sum(i.worth for i in self):>12,.2f}")
        return "\n".join(lines)


inventory = Inventory()
inventory.add("apple", 0.5, 100, "fruit", "food").add("laptop", 1299.99, 3, "tech").add("bread", 2.25, 20, "food")
inventory.take("apple", 30)
for attempt in [("apple", 100), ("pear", 1), ("laptop", 1)]:
    try:
        inventory.take(*attempt)
    except OutOfStock as error:
        print("out of stock:", error)
    except LookupError as error:
        print("lookup:", error)
print(inventory.report())
print(inventory.by_tag(), "apple" in inventory, len(inventory), list(inventory)[0])
print(inventory.log)
