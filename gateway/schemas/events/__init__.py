"""The shapes of the events' room over HTTP, one module per noun."""
