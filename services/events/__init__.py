"""The events' room: gatherings, who comes to them, and who receives them there."""
