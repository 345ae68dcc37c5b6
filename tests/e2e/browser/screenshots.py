"""`make screenshots`: every page as the documentation shows it, with the demo's outlets.

`--all --to FOLDER` takes both widths in both themes, to look at.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support.browser import NARROW, WIDE, Chromium
from support.demo import SHUT, ServedDemo

from worker.fetch.canonical import identify
from worker.local.demo.expected import pages
from worker.model.verdict import State
from worker.store import articles, ledger

if TYPE_CHECKING:
    from typing import Literal

    from playwright.sync_api import Page

    Theme = Literal["light", "dark"]

DOCS = Path(__file__).parents[3] / "docs" / "screenshots"
KEPT: list[tuple[int, Theme, str]] = [(WIDE, "light", "id-ID"), (NARROW, "dark", "en-GB")]
"""Width, theme and language of the pictures in the documentation: each of the six once."""
EVERY: list[tuple[int, Theme, str]] = [*KEPT, (WIDE, "dark", "en-GB"), (NARROW, "light", "id-ID")]
TALLEST = {WIDE: 900, NARROW: 1300}
"""Height at which a picture ends, by its width: a screen, or two of a telephone."""

MOST_BYTES = 150_000
"""Of a picture; a larger one is cut off further up."""


@dataclass(frozen=True)
class Shot:
    """A picture.

    Attributes:
        path: the page's address; `{letters}` and the like stand for an article of the demo's cluster of this name,
            `{letters again}` for another.
        top: the element with which the picture begins.
        text_of: an article whose text is typed and sent before.
    """

    path: str
    top: str = ""
    text_of: str = ""


SHOTS = {
    "overview": Shot("/"),
    "clusters": Shot("/clusters?min_size=2"),
    "no-cluster": Shot("/clusters?q=tidakadaapapun"),
    "cluster": Shot("/clusters/{letters}"),
    "timeline": Shot("/clusters/{letters}", top="#told"),
    "differences": Shot("/clusters/{letters}", top="#texts"),
    "compare": Shot("/compare?a={letters}&b={letters again}"),
    "sides": Shot("/compare?a={letters}&b={letters again}", top="#texts"),
    "why": Shot("/clusters/{dyke}/why?article={dyke-next-day}"),
    "article": Shot("/articles/{letters}"),
    "removed": Shot("/articles/{letters}", top="#raw"),
    "delete": Shot("/articles/{letters}/delete"),
    "submissions": Shot("/submissions"),
    "submission": Shot("/submissions/{parked}"),
    "check": Shot("/check", text_of="ferry"),
    "api": Shot("/docs"),
    "problem": Shot("/clusters/999999"),
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="both widths in both themes")
    parser.add_argument("--to", type=Path, default=DOCS, help="folder for the pictures")
    wanted = parser.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    with ServedDemo(max_attempts=1) as served, Chromium() as chromium:
        served.queue([*served.site.urls(), SHUT])
        numbers, texts = _known(served)
        for width, theme, locale in EVERY if wanted.all else KEPT:
            with chromium.page(scripts=False, theme=theme, width=width, locale=locale) as page:
                for name, shot in SHOTS.items():
                    page.goto(served.base + shot.path.format_map(numbers))
                    if shot.text_of:
                        page.locator("#text").fill(texts[shot.text_of])
                        page.locator("main button").click()
                    file = wanted.to / f"{name}-{width}-{theme}.png"
                    _take(page, file, width, shot.top)
                    print(f"{file.stat().st_size // 1024:>5} KB  {file}")  # noqa: T201 - what a person runs this for


def _known(served: ServedDemo) -> tuple[dict[str, int], dict[str, str]]:
    """Number and text of the demo's articles by their cluster's name; "… again" is another one of it."""
    numbers, texts = {}, {}
    with served.engine.db.read() as conn:
        for one in pages():
            found = articles.find(conn, identify(one.url).key) if one.cluster else None
            if found is None or one.of:
                continue
            name = f"{one.cluster} again" if one.cluster in numbers else one.cluster
            numbers.setdefault(name, found.id)
            texts.setdefault(name, found.raw_text)
        numbers["parked"] = ledger.page(conn, state=State.PARKED, limit=1)[0].id
    return numbers, texts


def _take(page: Page, file: Path, width: int, top: str) -> None:
    """Take the page from its top, or from an element, as far as the picture may reach."""
    box = page.locator(top).bounding_box() if top else None
    start = max(0, box["y"] - 16) if box else 0
    whole = page.locator("body").bounding_box()
    left = (whole["y"] + whole["height"] if whole else 0) - start
    height = min(TALLEST[width], max(left, 300))
    while True:
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": start, "width": width, "height": height})
        if file.stat().st_size <= MOST_BYTES:
            return
        height *= 0.9


if __name__ == "__main__":
    main()
