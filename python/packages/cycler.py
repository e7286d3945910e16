"""Cycles of colours."""

from matplotlib._rc import Cycler, cycler
