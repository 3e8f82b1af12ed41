"""These tests start processes and wait for them in plain threads."""

import pytest
from eventlet import patcher

if patcher.is_monkey_patched("thread"):
    pytest.exit("Run these apart from the others: pytest tests/e2e tests/faults", returncode=1)
