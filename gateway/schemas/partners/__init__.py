"""The shapes of the partners' room, by noun."""
