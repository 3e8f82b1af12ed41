"""Rooms live under Eventlet, and so do their tests; only those that start whole processes use plain threads."""

import sys

THREADED = ("tests/e2e", "tests/faults")

if not any(folder in argument for folder in THREADED for argument in sys.argv):
    import eventlet

    # Before anything else is imported, as in a room's own process.
    eventlet.monkey_patch()

pytest_plugins = ["multaqa.testing.fixtures"]
