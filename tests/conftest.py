"""Rooms live under Eventlet, and so do their tests; only those that start whole processes use plain threads."""

import sys

THREADED = ("tests/e2e", "tests/faults")

if not any(folder in argument for folder in THREADED for argument in sys.argv):
    from multaqa import green

    # Before anything else is imported, as in a room's own process.
    green.begin()

from hypothesis import HealthCheck, settings  # noqa: E402 (not before Eventlet)

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

pytest_plugins = ["multaqa.testing.fixtures"]
