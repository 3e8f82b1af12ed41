"""What the platform's promises cost, each figure beside its peer, both measured in the same call: `make bench`."""
