"""What the matching room prints."""
