"""A jury's minutes on paper, in French and Arabic."""
