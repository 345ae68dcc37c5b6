"""Saring's engine: from a queued URL to a cluster that can be queried."""
