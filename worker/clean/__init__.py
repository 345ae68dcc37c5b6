"""Extraction and cleaning: a page or a raw text in, an article without the site's furniture out."""

from worker.clean.cleaner import Cleaner
from worker.clean.rules import RuleBook, RuleError

__all__ = ["Cleaner", "RuleBook", "RuleError"]
