"""What the partners' room tells of its audit trail: its mark goes out in the mails to partners."""

from multaqa.messages.checkpoint import CheckpointFacts


class PartnersCheckpointMade(CheckpointFacts):
    """The audit trail of the partners' room has a new checkpoint."""

    type = "partners.checkpoint_made.v1"
