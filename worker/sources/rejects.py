"""A file of what could not be read, so that it can be mended and given again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from worker.sources.records import Reject


class RejectsFile:
    """Takes down rejects as JSONL (`place`, `number`, `reason`, `line`); a context manager.

    The file is made with the first reject; where there is none, an old one of that name goes.

    Args:
        path: the file to write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: TextIO | None = None

    def add(self, reject: Reject) -> None:
        """Take a reject down."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", errors="replace")
        entry = {"place": reject.place, "number": reject.number, "reason": reject.reason, "line": reject.line}
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.count += 1

    def __enter__(self) -> Self:
        """Begin; an old file of that name would lie about this run."""
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def rejects_path(path: Path) -> Path:
    """Where the rejects of a file go: beside it, under its name."""
    return path.with_name(f"{path.name}.rejects.jsonl")
