"""The shapes of HTTP, one module per room: not those of the bus, not those of Mongo."""
