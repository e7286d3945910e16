# Sorting and searching by hand.
def bubble_sort(values):
    values = list(values)
    for end in range(len(values) - 1, 0, -1):
        for place in range(end):
            if values[place] > values[place + 1]:
                values[place], values[place + 1] = values[place + 1], values[place]
    return values


def binary_search(values, wanted):
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] == wanted:
            return middle
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return None


numbers = bubble_sort([29, 3, 17, 8, 42, 11])
print(numbers, numbers == sorted(numbers))
print(binary_search(numbers, 17), binary_search(numbers, 5))
