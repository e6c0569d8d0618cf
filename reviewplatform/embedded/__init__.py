"""PostgreSQL and Valkey out of their wheels, under one data directory, as children of one process.

The embedded mode is the composed deployment with other addresses: it starts the two servers and
sets ``DATABASE_URL``, ``REDIS_URL`` and ``REVIEWPLATFORM_*``; nothing else differs.
"""
