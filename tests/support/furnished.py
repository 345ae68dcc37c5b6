"""Reports with nothing in common but what their site put around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.parts import take
from support.synthetic import Writer

if TYPE_CHECKING:
    from worker.engine import Engine

OUTLET = "kabarbukit.example"
PROMO = "Sampai jumpa lagi di halaman muka besok pagi."
"""What no shipped rule knows."""
FAREWELL = (
    f"{PROMO} Kami menunggu sapaan pembaca sekalian lewat kotak surat redaksi yang terbuka sepanjang pekan. "
    "Tulisan lama tersimpan rapi dalam lemari arsip dan boleh dibuka siapa saja tanpa bayaran."
)
"""The same, and so long that two articles meet by it alone."""


def publish(engine: Engine, count: int, *, tail: str = PROMO, outlet: str = OUTLET, first: int = 1) -> list[int]:
    """Take reports through the pipeline, each with a line below it.

    Args:
        engine: whose store and index.
        count: how many.
        tail: the line.
        outlet: where they stand.
        first: number of the first; the same number gives the same reports.

    Returns:
        Their articles' numbers.
    """
    writer = Writer(first)
    made = []
    for number in range(first, first + count):
        [article] = writer.family(number, 1)
        url = f"https://{outlet}/berita/{number}"
        text = f"{article.text}\n{tail}" if tail else article.text
        run = take(engine, url.removeprefix("https://"), text, title=article.title, url=url)
        assert run.article is not None
        made.append(run.article)
    return made
