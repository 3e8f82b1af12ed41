"""The acts of the season, in the order of the year. Each takes the stage and leaves its ids in the ledger."""
