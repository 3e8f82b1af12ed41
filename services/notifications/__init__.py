"""The notifications' room: the right word to the right person or system."""
