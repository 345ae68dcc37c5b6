"""The main job as a reader does it, with scripts switched off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.browser import NARROW, WIDE

from worker.local.demo.expected import pages

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from support.browser import Chromium
    from support.demo import ServedDemo

LETTERS = [one.url for one in pages() if one.cluster == "letters" and not one.of]


@pytest.mark.slow
def test_a_reader_queues_reads_and_decides(page: Page, served: ServedDemo) -> None:
    """Queue a URL in the page, see it done, open the cluster, read side by side, say "not the same", see it split."""
    page.goto(served.base)
    for url in LETTERS:
        page.goto(served.base)
        page.get_by_label("Addresses to fetch").fill(url)
        page.get_by_role("button", name="Queue").click()
        assert re.fullmatch(rf"{served.base}/submissions/\d+", page.url)
        served.wait()
        page.reload()
        assert page.get_by_role("status").inner_text().startswith(("new", "joined"))
    assert "2 other articles carry this report" in page.locator(".stands").inner_text()

    page.locator(".stands").get_by_role("link", name=re.compile("Cluster")).click()
    assert "3 articles" in page.locator("main").inner_text()
    assert 3 == page.locator("svg.timeline-wide a").count()
    rows = page.locator("table.rows tbody tr")
    assert ["kabarnusa.example told first", "detakkota.example", "warta-pesisir.example"] == [
        re.sub(r"\s+", " ", rows.nth(at).locator("td").nth(2).inner_text()) for at in range(3)
    ]

    rows.nth(1).get_by_role("link", name="beside the first").click()
    assert "The same report, told differently" == page.get_by_role("heading", level=1).inner_text()
    passage = page.locator("mark#a1")
    twin = page.locator("mark#b1")
    assert _words(passage.inner_text()) == _words(twin.inner_text())
    passage.get_by_role("link").click()
    assert page.url.endswith("#b1")
    assert "b1" == page.locator("mark:target").get_attribute("id")

    page.get_by_label("Your name").fill("Ratna")
    page.get_by_label("Why").fill("Dua surat yang lain")
    page.get_by_role("button", name="Not the same").click()
    said = page.get_by_role("status").inner_text()
    assert "Kept: not the same report." in said
    assert "The two stand in two clusters" in said
    assert 2 == page.get_by_role("status").get_by_role("link").count()
    for at in range(2):
        page.get_by_role("status").get_by_role("link").nth(at).click()
        assert "Ratna: articles" in page.locator("main").inner_text()
        assert "Dua surat yang lain" in page.locator("main").inner_text()
        page.go_back()

    page.get_by_role("button", name="Take back").click()
    assert "The two stand in one cluster" in page.get_by_role("status").inner_text()


def test_what_differs_leads_to_its_place_in_the_text(page: Page, served: ServedDemo) -> None:
    """From a report's page: a number that one text alone gives is marked there, and so is where a sentence begins."""
    page.goto(f"{served.base}/clusters?min_outlets=2")
    page.locator("a.headline").first.click()
    card = page.locator("ul.texts li.card", has=page.locator(".chips a")).first
    chip = card.locator(".chips a").first
    told = chip.inner_text()
    chip.click()

    assert re.search(r"/compare\?a=\d+&b=\d+#[ab]own1$", page.url)
    assert _words(told) == _words(page.locator("mark.own:target").inner_text())
    sentence = page.locator(".contrast li a").first
    place = (sentence.get_attribute("href") or "").removeprefix("#")
    sentence.click()
    assert place == page.locator(".pane span:target").get_attribute("id")


def test_an_article_says_who_else_carries_it(page: Page, served: ServedDemo) -> None:
    """Every other outlet of its report, each one click away and one click from being seen beside it."""
    page.goto(f"{served.base}/clusters?min_outlets=3")
    page.locator("a.headline").first.click()
    carried = page.locator("table.told tbody tr").count()
    page.locator("table.told tbody tr").nth(1).get_by_role("link").first.click()
    others = page.locator(".others li")

    assert carried - 1 == others.count()
    others.first.get_by_role("link", name="side by side").click()
    assert 2 == page.locator(".contrasts > .card").count()


def test_filters_are_folded_up_on_a_telephone_and_open_on_a_screen(chromium: Chromium, served: ServedDemo) -> None:
    """The first report can be seen without scrolling past eight fields; none is lost, and those in use are counted."""
    with chromium.page(scripts=False, width=NARROW) as phone:
        phone.goto(f"{served.base}/clusters?min_size=2")
        assert not phone.get_by_label("Outlet", exact=True).is_visible()
        phone.get_by_text("More filters (1 in use)").click()
        assert "2" == phone.get_by_label("Articles, at least").input_value()
        phone.get_by_label("Outlet", exact=True).fill("kabarnusa.example")
        phone.get_by_role("button", name="Show").click()
        assert "outlet=kabarnusa.example" in phone.url
    with chromium.page(scripts=False, width=WIDE) as screen:
        screen.goto(f"{served.base}/clusters")
        assert screen.get_by_label("Outlet", exact=True).is_visible()


def test_a_reader_asks_why_an_article_is_not_in_a_cluster(page: Page, served: ServedDemo) -> None:
    """The form takes an article's address, and the answer names the rule and shows the nearest articles."""
    page.goto(f"{served.base}/clusters?q=tanggul")
    page.locator("a.headline", has_text="Jebol Dini Hari").click()
    asked = next(one.url for one in pages() if one.cluster == "dyke-next-day")
    page.get_by_label("Why is an article not here?").fill(asked)
    page.get_by_role("button", name="Ask").click()

    assert "Why the article is not in this cluster" == page.get_by_role("heading", level=1).inner_text()
    assert "Needed" in page.locator("dl.small-figures").inner_text()
    assert 0 < page.locator("li.card").count()


def test_a_text_is_checked_and_not_stored(page: Page, served: ServedDemo) -> None:
    """A pasted copy is told where it belongs and what it shares; the number of submissions stays."""
    page.goto(f"{served.base}/clusters?q=tanggul")
    page.locator("a.headline", has_text="Jebol Dini Hari").click()
    page.locator("table.rows tbody tr").first.locator("td").nth(3).get_by_role("link").first.click()
    text = page.locator(".prose").inner_text()
    page.goto(f"{served.base}/submissions")
    before = page.locator("li.card").first.get_attribute("id")

    page.goto(f"{served.base}/check")
    page.get_by_label("Text, furniture and all").fill(text)
    page.get_by_role("button", name="Check").click()

    assert "as a text that is already there" in page.get_by_role("heading", level=2).first.inner_text()
    assert 0 < page.locator("mark").count()
    page.goto(f"{served.base}/submissions")
    assert before == page.locator("li.card").first.get_attribute("id")


def test_a_submission_leads_to_its_task_in_flower(page: Page, served: ServedDemo) -> None:
    """Who wonders what a worker did with a URL is one click from its task."""
    page.goto(f"{served.base}/submissions")
    page.locator("li.card").first.get_by_role("link", name=re.compile("Submission")).click()

    link = page.get_by_role("link", name="its task in Flower")
    assert (link.get_attribute("href") or "").startswith("http://127.0.0.1:5555/task/")


def test_the_page_speaks_the_reader_s_language_and_keeps_it(page: Page, served: ServedDemo) -> None:
    """English by the browser's choice, Indonesian after one click, on every page from then on; so with the zone."""
    page.goto(served.base)
    assert "en" == page.locator("html").get_attribute("lang")
    page.get_by_role("link", name="Bahasa Indonesia").click()
    page.locator("footer").get_by_role("link", name="WITA").click()
    page.locator("a.headline").first.click()

    assert "id" == page.locator("html").get_attribute("lang")
    assert "Siapa terbit kapan" in page.locator("main").inner_text()
    assert "WITA" in page.locator("td.when").first.inner_text()


def _words(marked: str) -> list[str]:
    """The words of a marked passage, without its number."""
    return re.findall(r"\w+", marked)[1:]
