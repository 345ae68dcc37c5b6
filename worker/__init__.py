"""Saring's engine: from a queued URL to a cluster that can be queried."""

import os

# Each process works on one article at a time, and there are as many processes as cores: threads of numpy's algebra
# would only fight over them (on a busy machine the evidence took three times as long with them). It must stand before
# numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
