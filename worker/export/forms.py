"""How exports are written: JSON lines, CSV, Parquet."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from worker.export.rows import COLUMNS, What

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

GROUP = 1000
"""Rows of one row group of a Parquet file, which are in memory together: some 10 MB of articles."""
CHUNK = 100
"""Lines that go out together."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that spreadsheet programs run as a formula (OWASP, CSV Injection)."""


class Form(StrEnum):
    """A form of export."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


FORMS = {
    Form.JSONL: "application/jsonl",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PARQUET: "application/vnd.apache.parquet",
}
"""The media type of each."""


class MissingPartError(RuntimeError):
    """A form needs a package that is not installed; the message says which."""


def written(rows: Iterable[dict[str, Any]], what: What, form: Form) -> Iterator[bytes]:
    """The bytes of an export, piece by piece.

    Args:
        rows: what is exported; flat rows for CSV and Parquet.
        what: says which columns there are.
        form: how to write them.

    Returns:
        The pieces. CSV begins with a line of names.

    Raises:
        MissingPartError: Parquet is asked for and pyarrow is not installed; raised before the first piece.
    """
    if form is Form.PARQUET:
        return _parquet(rows, what, _pyarrow())
    return _joined(_csv(rows, what) if form is Form.CSV else map(_line, rows))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _joined(lines: Iterator[str]) -> Iterator[bytes]:
    while some := list(islice(lines, CHUNK)):
        yield "".join(some).encode("utf-8", "replace")


def _csv(rows: Iterable[dict[str, Any]], what: What) -> Iterator[str]:
    names = COLUMNS[what]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(names)
    for row in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_cell(row[name]) for name in names])
    yield buffer.getvalue()


def _cell(value: Any) -> Any:
    """A value as a cell; a text that a spreadsheet would run gets an apostrophe, which such programs hide."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _pyarrow() -> ModuleType:
    try:
        import_module("pyarrow.parquet")  # an extra, and 40 MB that nothing else needs
        return import_module("pyarrow")
    except ImportError as error:
        raise MissingPartError(
            "Parquet needs pyarrow, which is not installed: `pip install 'saring[parquet]'`, or take jsonl or csv."
        ) from error


class _Pipe(io.RawIOBase):
    """A file that hands out what was written to it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        """What came since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def _parquet(rows: Iterable[dict[str, Any]], what: What, arrow: ModuleType) -> Iterator[bytes]:
    types: dict[str, Callable[[], Any]] = {
        "int": arrow.int64,
        "float": arrow.float64,
        "text": arrow.string,
        "list": lambda: arrow.list_(arrow.string()),
        "ints": lambda: arrow.list_(arrow.int64()),
    }
    schema = arrow.schema([(name, types[kind]()) for name, kind in COLUMNS[what].items()])
    pipe = _Pipe()
    source = iter(rows)
    with arrow.parquet.ParquetWriter(pipe, schema, compression="zstd") as writer:
        while some := list(islice(source, GROUP)):
            plain = [{name: row[name] for name in schema.names} for row in some]
            writer.write_table(arrow.Table.from_pylist(plain, schema=schema))
            yield pipe.taken()
    yield pipe.taken()
