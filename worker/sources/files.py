"""Files as they lie about: plain, gzip, xz or zstandard, in any encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import zstandard

from worker.fetch.charset import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE_FAULTS: Final = (OSError, EOFError, lzma.LZMAError, zlib.error, zstandard.ZstdError)
"""What reading a missing, cut or damaged file may raise."""

LONGEST_LINE: Final = 32 * 1024 * 1024
"""Bytes of one line. A page may have 10 MB (SARING_FETCH_MAX_BYTES), and JSON may double it; what is longer is no
JSONL, and reading on for its end would fill the memory."""

LARGEST_FILE: Final = 64 * 1024 * 1024
"""Bytes of one page or text after unpacking, so that a small packed file can't fill the memory."""

_WIDE_MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, unpacked by its ending.

    Args:
        path: the file; .gz, .xz and .zst are unpacked, any other is read as it is.
    """
    with path.open("rb") as packed:
        ending = path.suffix.lower()
        if ending == ".gz":
            with gzip.GzipFile(fileobj=packed) as file:
                yield cast("BinaryIO", file)
        elif ending == ".xz":
            with lzma.LZMAFile(packed) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif ending == ".zst":
            reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
            yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", reader), buffer_size=1 << 17))
        else:
            yield packed


def whole(path: Path) -> str:
    """The whole of a file as text.

    Args:
        path: the file.

    Raises:
        OSError: it can't be read, or has more than `LARGEST_FILE` bytes.
    """
    with opened(path) as file:
        body = file.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        raise OSError(f"it has more than {LARGEST_FILE // 1024**2} MiB")
    return decode(body)[0]


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file with their numbers from 1; None for one that is longer than `LONGEST_LINE`.

    Args:
        file: the open file; one in UTF-16 or UTF-32 with a byte order mark comes as UTF-8.
    """
    number = 0
    with _narrow(file) as readline:
        while line := readline(LONGEST_LINE):
            number += 1
            cut = len(line) == LONGEST_LINE and not line.endswith(b"\n")
            while cut and (rest := readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None if cut else line


@contextmanager
def _narrow(file: BinaryIO) -> Iterator[Callable[[int], bytes]]:
    """What reads a line of up to so many bytes; lines of UTF-16 and UTF-32 come as UTF-8."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    head = buffered.peek(4)[:4]
    name = next((name for mark, name in _WIDE_MARKS.items() if head.startswith(mark)), "")
    if not name:
        yield buffered.readline
        return
    text = io.TextIOWrapper(buffered, encoding=name, errors="replace", newline="\n")
    try:
        # a character has up to four bytes
        yield lambda limit: text.readline(limit // 4).encode("utf-8", "replace")
    finally:
        text.detach()  # the file is closed by whoever opened it
