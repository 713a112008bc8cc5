#!/usr/bin/env python3
"""Prints its arguments and its environment: what a protected process gets to see."""
import sys

# Not os.environ: Python adds LC_CTYPE to it. This is what the process was started with.
with open("/proc/self/environ", "rb") as file:
    environment = file.read().decode(errors="replace").split("\0")

print("arguments:", *sys.argv[1:])
print("environment:")
for variable in sorted(filter(None, environment)):
    print(" ", variable)
