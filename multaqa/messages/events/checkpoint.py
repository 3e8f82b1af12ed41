"""The audit trail of the events' room."""

from multaqa.messages.checkpoint import CheckpointFacts


class EventsCheckpointMade(CheckpointFacts):
    """The audit trail of the events' room has a new checkpoint."""

    type = "events.checkpoint_made.v1"
