"""An effect outside: what is noted before and after it is written down even when the database needs a second try."""

import time

from multaqa.store.rerun import rerun

RECORD_WITHIN_S = 30  # of the minute for which due work is leased: later it would be done a second time anyway


def recorded(record):
    return rerun(record, until=time.time() + RECORD_WITHIN_S)
