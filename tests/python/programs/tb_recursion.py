"""Endless recursion: the repeated frame is counted."""


def down(n):
    return down(n + 1)


def start():
    return down(0)


start()
