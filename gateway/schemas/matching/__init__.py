"""The shapes of the matching room over HTTP, one module per noun."""
