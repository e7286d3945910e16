"""heapq and bisect."""
import bisect
import heapq

heap = []
for n in [5, 1, 8, 3, 2]:
    heapq.heappush(heap, n)
print(heap, heapq.heappop(heap), heap, heapq.heappushpop(heap, 0), heapq.heapreplace(heap, 10), heap)
data = [9, 4, 7, 1, 8, 2]
heapq.heapify(data)
print(data, [heapq.heappop(data) for _ in range(6)], heapq.nlargest(2, [3, 1, 5, 2]), heapq.nsmallest(2, ["ccc", "a", "bb"], key=len), heapq.nlargest(10, [1, 2]), list(heapq.merge([1, 4, 7], [2, 5], [3])), list(heapq.merge(["a", "ccc"], ["bb"], key=len)), list(heapq.merge([3, 1], [2], reverse=True)))
tasks = [(2, "write"), (1, "plan"), (3, "test"), (1, "eat")]
heapq.heapify(tasks)
while tasks:
    print(heapq.heappop(tasks), end=" ")
print()
try:
    heapq.heappop([])
except IndexError as error:
    print(error)
try:
    heapq.heapify([1, "a"])
except TypeError as error:
    print(error)


def dijkstra(graph, start):
    distance, queue = {start: 0}, [(0, start)]
    while queue:
        d, node = heapq.heappop(queue)
        if d > distance[node]:
            continue
        for other, weight in graph[node].items():
            if d + weight < distance.get(other, float("inf")):
                distance[other] = d + weight
                heapq.heappush(queue, (d + weight, other))
    return distance


print(dijkstra({"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {}}, "a"))
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 0), bisect.bisect(a, 9), bisect.bisect_left(a, 4), bisect.bisect(a, 3, 0, 2))
bisect.insort(a, 4)
bisect.insort_left(a, 3)
print(a, bisect.bisect([("a", 1), ("b", 5)], 3, key=lambda p: p[1]))
print(["FDCBA"[bisect.bisect([60, 70, 80, 90], score)] for score in [33, 99, 77, 70, 89, 90, 100]])
try:
    bisect.bisect([1], 1, -1)
except ValueError as error:
    print(error)
