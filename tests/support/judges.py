"""Judges that are handed in instead of the shipped one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.rows import judged
from worker.dedup.evidence import Judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.dedup.prepared import Prepared
    from worker.model.evidence import Evidence


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the program may catch it."""


class FixedJudge(Judge):
    """Finds the same probabilities for every pair.

    Args:
        same_report: probability of one report.
        same_version: probability of one text.
    """

    def __init__(self, same_report: float, same_version: float) -> None:
        self._found = (same_report, same_version)

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """The same for every pair."""
        return judged(a.side.id, b.side.id, *self._found)


class TitleJudge(Judge):
    """Takes articles under one title for one report, and no others.

    Args:
        title: the title.
        same_report: probability of one report of two under it.
    """

    def __init__(self, title: str, same_report: float) -> None:
        self._title = title
        self._same_report = same_report

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """By the titles alone."""
        same = a.side.title == b.side.title == self._title
        return judged(a.side.id, b.side.id, self._same_report if same else 0.0)


class StumblingJudge(Judge):
    """Judges as another does, and raises the first time that it is asked.

    Args:
        judge: the other.
        error: what it raises.
    """

    def __init__(self, judge: Judge, error: BaseException) -> None:
        self._judge = judge
        self._errors = [error]

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """Raise once, then judge."""
        if self._errors:
            raise self._errors.pop()
        return self._judge.judge(a, b)


class WatchedJudge(Judge):
    """Judges as another does, and first does something else, once: what another worker does meanwhile.

    Args:
        judge: the other.
        meanwhile: what happens before the first judgement is used.
    """

    def __init__(self, judge: Judge, meanwhile: Callable[[], object]) -> None:
        self._judge = judge
        self._meanwhile = [meanwhile]

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """Judge what was read before, and let the other worker finish before the judgement is written."""
        found = self._judge.judge(a, b)
        if self._meanwhile:
            self._meanwhile.pop()()
        return found
