"""The partners' room: organisations, agreements and the skills they need."""
