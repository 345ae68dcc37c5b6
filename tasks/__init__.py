"""Celery's tasks: thin, each binds its context, calls the engine and returns what Flower shows."""
