"""Documents of agreements: written as PDF, sealed by the platform, and read when they come from elsewhere.

Everything here is CPU work for a `process_pool`: module-level functions of picklable values, which know no database.
"""
