"""NameError with a suggestion."""
counter = 1


def show():
    value_of_interest = 5
    print(value_of_intrest)


try:
    print(conter)
except NameError as error:
    print(error)
show()
