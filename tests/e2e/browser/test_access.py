"""Pages that everybody can use: axe finds nothing, nothing is cut off on a telephone, the keyboard reaches all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.browser import NARROW, WIDE

if TYPE_CHECKING:
    from typing import Literal

    from playwright.sync_api import Page
    from support.browser import Chromium
    from support.demo import ServedDemo

PAGES = {
    "overview": "/",
    "clusters": "/clusters?min_size=2",
    "no clusters": "/clusters?q=tidakadaapapun",
    "cluster": "/clusters/{cluster}",
    "why": "/clusters/{cluster}/why?article={other}",
    "compare": "/compare?a={cluster}&b={mate}",
    "compare form": "/compare",
    "article": "/articles/{cluster}",
    "delete": "/articles/{cluster}/delete",
    "submissions": "/submissions",
    "no submissions": "/submissions?state=parked",
    "submission": "/submissions/1",
    "check": "/check",
    "sign in": "/sign-in",
    "api": "/docs",
    "problem": "/clusters/999999",
}
"""Every page by a name: of the ferry's cluster, another article of it, and an article of another cluster."""


@pytest.fixture(scope="module")
def addresses(chromium: Chromium, served: ServedDemo) -> dict[str, str]:
    """Every page's address."""
    with chromium.page(scripts=False) as page:
        page.goto(f"{served.base}/clusters?q=feri&min_size=3")
        cluster = (page.locator("a.headline").first.get_attribute("href") or "").rpartition("/")[2]
        page.goto(f"{served.base}/clusters/{cluster}")
        hrefs = [link.get_attribute("href") or "" for link in page.locator("svg.timeline-wide a").all()]
        mate = next(number for href in hrefs if (number := href.rpartition("/")[2]) != cluster)
        page.goto(f"{served.base}/clusters?q=museum&min_size=1")
        other = (page.locator("a.headline").first.get_attribute("href") or "").rpartition("/")[2]
    return {name: served.base + path.format(cluster=cluster, mate=mate, other=other) for name, path in PAGES.items()}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    chromium: Chromium, addresses: dict[str, str], name: str, theme: Literal["light", "dark"]
) -> None:
    """No violation of WCAG 2.2 A and AA, nor of axe's best practices, on any page, light and dark."""
    with chromium.page(theme=theme, locale="id-ID" if theme == "dark" else "en-GB") as page:
        page.goto(addresses[name])
        assert [] == violations(page)


def test_axe_finds_nothing_in_an_answer_to_a_check(chromium: Chromium, served: ServedDemo) -> None:
    """The answers to forms are pages too."""
    with chromium.page() as page:
        page.goto(f"{served.base}/check")
        page.get_by_label("Text, furniture and all").fill(
            "Tiket feri ke Pulau Sempadi hanya dijual lewat aplikasi. " * 12
        )
        page.get_by_role("button", name="Check").click()
        assert [] == violations(page)
        page.goto(f"{served.base}/submissions")
        page.get_by_label("Addresses to fetch").fill("bukan alamat")
        page.get_by_role("button", name="Queue").click()
        assert "refused" in page.get_by_role("alert").inner_text()
        assert [] == violations(page)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("locale", ["id-ID", "en-GB"])
def test_nothing_is_cut_off(chromium: Chromium, addresses: dict[str, str], width: int, locale: str) -> None:
    """No page is wider than its window, in either language."""
    with chromium.page(width=width, locale=locale) as page:
        for name, address in addresses.items():
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, wide)


def test_the_keyboard_reaches_everything(chromium: Chromium, addresses: dict[str, str]) -> None:
    """The first stop leads past the navigation; from there every link, field and button is one of the stops."""
    with chromium.page() as page:
        page.goto(addresses["cluster"])
        page.keyboard.press("Tab")
        assert "Skip to the content" == page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        assert "main" == page.evaluate("document.activeElement.id")
        wanted = page.evaluate(
            "[...document.querySelectorAll('main :is(a, input, select, button)')]"
            ".filter(one => one.checkVisibility() && one.type !== 'hidden').length"
        )
        met = 0
        while met <= wanted:
            page.keyboard.press("Tab")
            if not page.evaluate("document.getElementById('main').contains(document.activeElement)"):
                break
            met += 1
        assert wanted == met


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds: each rule with the places that break it."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where there is a browser

    found: dict[str, Any] = Axe().run(page).response
    return [(one["id"], [str(node["target"]) for node in one["nodes"]]) for one in found["violations"]]
