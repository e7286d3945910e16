"""A module that does not exist."""
import math

print(math.floor(2.5))
from sys import versoin
