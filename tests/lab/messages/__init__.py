"""What the rooms of the lab tell each other."""
