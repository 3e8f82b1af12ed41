"""Which database errors pass by themselves: the same work, run again, may well succeed."""

from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    WaitQueueTimeoutError,
)

from multaqa.errors import Conflict

_PASSING = (AutoReconnect, ConnectionFailure, NetworkTimeout, ExecutionTimeout, WaitQueueTimeoutError)
_DUPLICATE_KEY = 11000
_FINAL = ("due.moved",)  # deciding again would find the same
_LABELS = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
_WRITE_CONFLICT = 112
_CODES = {
    24,  # LockTimeout
    50,  # MaxTimeMSExpired
    91,  # ShutdownInProgress
    _WRITE_CONFLICT,
    246,  # SnapshotUnavailable
    251,  # NoSuchTransaction: the primary changed under it
    262,  # ExceededTimeLimit
    11600,  # InterruptedAtShutdown
    11602,  # InterruptedDueToReplStateChange
    290,  # TransactionExceededLifetimeLimitSeconds
}


def is_transient(error: BaseException) -> bool:
    """Whether running the same work again is right: a lost connection, an election, a write conflict.

    A server that cannot be selected (`ServerSelectionTimeoutError`) is an AutoReconnect, hence transient.
    """
    if isinstance(error, _PASSING):
        return True
    if isinstance(error, PyMongoError):
        return any(error.has_error_label(label) for label in _LABELS) or getattr(error, "code", None) in _CODES
    return False


def is_race(error: BaseException) -> bool:
    """Whether somebody else was faster: what was read is old, so deciding again on fresh facts is right."""
    return is_taken(error) or (isinstance(error, Conflict) and error.code not in _FINAL)


def is_conflict(error: BaseException) -> bool:
    """Whether others write the same rows at the same moment: the database is well, and they are done soon."""
    return isinstance(error, PyMongoError) and getattr(error, "code", None) == _WRITE_CONFLICT


def is_taken(error: BaseException) -> bool:
    """Whether a unique key was there already, said of one row or of a bulk."""
    if isinstance(error, BulkWriteError):
        return any(failed.get("code") == _DUPLICATE_KEY for failed in error.details.get("writeErrors", ()))
    return isinstance(error, DuplicateKeyError)
