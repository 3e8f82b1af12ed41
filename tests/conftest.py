"""Rooms live under Eventlet, and so do their tests; only those that start whole processes use plain threads."""

import sys

THREADED = ("tests/e2e", "tests/faults")

if not any(folder in argument for folder in THREADED for argument in sys.argv):
    from multaqa import green

    # Before anything else is imported, as in a room's own process.
    green.begin()

pytest_plugins = ["multaqa.testing.fixtures"]
