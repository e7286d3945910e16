"""Runs the listings of python/listings with CPython and the real libraries and writes what they print into
tests/python/listings.

Run it from the repository's root, with the names of listings or without. Listings that begin with "# Random." print
other numbers each time, so nothing is kept of them.
"""

import pathlib
import sys

from generate_keras import scripts, write_outputs

listings = scripts(pathlib.Path("python/listings"), sys.argv[1:])
fixed = [listing for listing in listings if not listing.read_text().startswith("# Random.")]
write_outputs(fixed, pathlib.Path("tests/python/listings"))
