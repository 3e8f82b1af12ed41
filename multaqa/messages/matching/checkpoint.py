"""The audit trail of the matching room."""

from multaqa.messages.checkpoint import CheckpointFacts


class MatchingCheckpointMade(CheckpointFacts):
    """The audit trail of the matching room has a new checkpoint."""

    type = "matching.checkpoint_made.v1"
