"""The reference season: its script, its invented people, and the player that plays it through the HTTP API."""
