"""The stored signatures as today's index wants them: what another version of Saring signed is signed again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from worker.dedup.signing import Signature, SignatureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from worker.store.signatures import Signatures

log = logging.getLogger(__name__)

PORTION = 100
"""Articles signed at a time: a fifth of a second, so that whoever refills the index says often that it goes on."""


class Resigned:
    """The stored signatures, each readable, as `worker.dedup.index_tended.Stored` wants them.

    A signature of another format says nothing about the present index. Its text is still there, so it is signed again
    and the new signature is stored, a portion at a time; what was signed once is only read the next time.

    Args:
        stored: the signatures as they are stored.
        sign: makes the stored form of a text's signature.
    """

    def __init__(self, stored: Signatures, sign: Callable[[str], bytes]) -> None:
        self._stored = stored
        self._sign = sign

    def empty(self) -> bool:
        """Whether no article is stored."""
        return self._stored.empty()

    def signatures(self, *, after: int, since: float | None) -> Iterator[list[tuple[int, bytes, float]]]:
        """Number, signature and arrival of what is stored, in order of the numbers; see `Signatures.signatures`."""
        for rows in self._stored.signatures(after=after, since=since):
            if all(readable(signature) for _, signature, _ in rows):
                yield rows
                continue
            for at in range(0, len(rows), PORTION):
                if portion := self._again(rows[at : at + PORTION]):
                    yield portion

    def _again(self, rows: list[tuple[int, bytes, float]]) -> list[tuple[int, bytes, float]]:
        """These articles with signatures that can be read; without those that were removed meanwhile."""
        old = {number: signature for number, signature, _ in rows if not readable(signature)}
        if not old:
            return rows
        signed = {number: self._sign(text) for number, text in self._stored.texts(old).items()}
        self._stored.replace([(number, old[number], signature) for number, signature in signed.items()])
        log.warning("%d articles bore signatures of another version of Saring; they were signed again.", len(signed))
        return [
            (number, signed.get(number, signature), at)
            for number, signature, at in rows
            if number in signed or number not in old
        ]


def readable(signature: bytes) -> bool:
    """Whether stored bytes are a signature of the present format."""
    try:
        Signature.from_bytes(signature)
    except SignatureError:
        return False
    return True
