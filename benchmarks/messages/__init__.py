"""What travels in the benchmark."""
