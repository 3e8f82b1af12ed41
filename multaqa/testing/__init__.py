"""What tests of rooms and of the kernel stand on."""
