"""The four rooms; each lives alone and learns from the others by messages."""
