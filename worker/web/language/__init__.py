"""The pages' language: Indonesian and English, numbers and times as each writes them."""

from worker.web.language.choice import COOKIES, chosen
from worker.web.language.reader import Reader

__all__ = ["COOKIES", "Reader", "chosen"]
