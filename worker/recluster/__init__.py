"""Re-clustering the store with another model or threshold."""

from worker.recluster.report import Report
from worker.recluster.run import Recluster

__all__ = ["Recluster", "Report"]
