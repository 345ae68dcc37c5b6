"""The audit of dependencies: what is found fails, what can't be asked is said."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

AUDIT = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "audit.py"))


@pytest.mark.parametrize(
    ("packages", "code", "part"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "0 known vulnerabilities in 1 packages"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: PYSEC-1, mended in 2",
        ),
        ([{"name": "a", "skip_reason": "not found"}], 0, "so nothing is known"),
        (
            [{"name": "a", "skip_reason": "x"}, {"name": "b", "version": "1", "vulns": []}],
            0,
            "1 packages are unknown to the service",
        ),
    ],
)
def test_what_a_report_means(packages: list[object], code: int, part: str) -> None:
    """A hole fails the run; packages that the service does not know are never told as sound."""
    lines, found = AUDIT["said"](json.dumps({"dependencies": packages}))

    assert code == found
    assert part in "\n".join(lines)


@pytest.mark.parametrize("found", ["", "Traceback", "[]", "{}"])
def test_what_is_no_report(found: str) -> None:
    """A service that can't be reached leaves no report; the caller says so."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        AUDIT["said"](found)
