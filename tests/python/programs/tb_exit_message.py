"""sys.exit ends the program with a message, but without a traceback."""
import sys

try:
    print("working")
    sys.exit("error: nothing to do")
finally:
    print("cleaning up")
