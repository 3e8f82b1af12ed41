"""The gateway: the platform's only door, and its directory of tenants, persons and keys."""
