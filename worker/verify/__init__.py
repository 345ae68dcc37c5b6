"""Store, ledger and index held against one another."""

from worker.verify.run import Finding, Verifier

__all__ = ["Finding", "Verifier"]
