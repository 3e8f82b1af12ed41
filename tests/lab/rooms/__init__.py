"""The rooms of the lab, one module each."""
