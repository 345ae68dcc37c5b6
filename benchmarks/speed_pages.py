"""The whole pipeline against trafilatura alone: a page's bytes in hand, and the article stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trafilatura
from in_hand import InHand
from servers import own_valkey, used
from timing import Contender, Measured, Missing, side_by_side
from trafilatura.meta import reset_caches

from worker.engine import Engine
from worker.fetch.charset import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def pages(folder: Path) -> list[bytes]:
    """The pages of a folder, those of its folders too."""
    return [path.read_bytes() for path in sorted(folder.rglob("*.htm*"))]


def measure(found: Sequence[bytes], rounds: int) -> tuple[list[Measured | Missing], dict[str, object]]:
    """Read the same pages.

    Both begin each round without trafilatura's caches: no page comes by twice where it matters.
    """
    with own_valkey() as (settings, client):
        engine = Engine(settings)
        engine.db.migrate()
        engine.warm()
        hand = InHand(engine)
        accepted: list[int] = []
        verdicts: dict[str, int] = {}

        def make_ready() -> None:
            reset_caches()
            hand.empty()
            verdicts.clear()
            named = {f"http://page-{number}.example/berita/{number}": page for number, page in enumerate(found)}
            accepted[:] = hand.accept(named)

        def ours() -> int:
            for number in accepted:
                run = hand.run(number)
                word = run.verdict.value if run.verdict else run.reason
                verdicts[word] = verdicts.get(word, 0) + 1
            return len(found)

        done = side_by_side(
            [
                Contender("ours: claimed, cleaned, signed, judged, stored", ours, ours=True, before=make_ready),
                Contender("trafilatura.extract", lambda: _extract(found, fast=False), before=reset_caches),
                Contender("trafilatura.extract, fast", lambda: _extract(found, fast=True), before=reset_caches),
            ],
            rounds=rounds,
            servers=lambda: used(client),
        )
        engine.close()
    return [*done], {"what ours came to": dict(verdicts)}


def _extract(found: Sequence[bytes], *, fast: bool) -> int:
    for page in found:
        trafilatura.extract(decode(page)[0], fast=fast)
    return len(found)
