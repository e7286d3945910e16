"""Stacks, queues, linked lists, trees and graphs as classes."""


class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value, self.next = value, next


class LinkedList:
    def __init__(self, *values):
        self.head, self.size = None, 0
        for value in reversed(values):
            self.push(value)

    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1

    def pop(self):
        if self.head is None:
            raise IndexError("pop from empty list")
        value, self.head = self.head.value, self.head.next
        self.size -= 1
        return value

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self.size

    def __repr__(self):
        return " -> ".join([repr(v) for v in self] + ["None"])


class Tree:
    def __init__(self):
        self.root = None

    def insert(self, key):
        def into(node):
            if node is None:
                return [None, key, None]
            node[0 if key < node[1] else 2] = into(node[0 if key < node[1] else 2])
            return node

        self.root = into(self.root)

    def walk(self, order="in"):
        def visit(node):
            if node:
                if order == "pre":
                    yield node[1]
                yield from visit(node[0])
                if order == "in":
                    yield node[1]
                yield from visit(node[2])
                if order == "post":
                    yield node[1]

        return list(visit(self.root))

    def depth(self, node=...):
        node = self.root if node is ... else node
        return 0 if node is None else 1 + max(self.depth(node[0]), self.depth(node[2]))

    def __contains__(self, key):
        node = self.root
        while node and node[1] != key:
            node = node[0 if key < node[1] else 2]
        return node is not None


l = LinkedList(1, 2, "three")
l.push(0)
print(l, len(l), l.pop(), list(l), 2 in l, sum(v for v in l if isinstance(v, int)))
l.reverse()
print(l, [*l], max(map(str, l)))
try:
    LinkedList().pop()
except IndexError as error:
    print(error)
t = Tree()
for key in [50, 30, 70, 20, 40, 60, 80]:
    t.insert(key)
print(t.walk(), t.walk("pre"), t.walk("post"), t.depth(), 60 in t, 65 in t, t.root)
graph = {"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"e"}, "e": set()}


def paths(start, end, path=()):
    path += (start,)
    if start == end:
        yield path
    for node in sorted(graph[start] - set(path)):
        yield from paths(node, end, path)


def topological(graph):
    done = []

    def visit(node):
        if node not in done:
            for other in sorted(graph[node]):
                visit(other)
            done.insert(0, node)

    for node in sorted(graph):
        visit(node)
    return done


print(list(paths("a", "e")), topological(graph), {n: len(e) for n, e in graph.items()})
