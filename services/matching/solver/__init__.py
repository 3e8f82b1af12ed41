"""All pairs of a forum at once, with numpy and scipy: imported in the pool's process only, never in the room's own."""
