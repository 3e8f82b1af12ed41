"""What this room prints. CPU work for a `process_pool`: module-level functions of picklable values."""
