import json
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trafilatura
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings
from worker.local.demo.agreement import disagreements
from worker.local.demo.expected import DemoPage, Found, Outcome, Outlet, outlets, pages
from worker.local.demo.site import DemoSite

ARTICLES = [page for page in pages() if page.outcome is Outcome.ARTICLE]
# Names of vocabularies, which nothing fetches.
NAMESPACES = {"schema.org", "ogp.me", "www.w3.org"}


def html(page: DemoPage) -> str:
    """The page as it stands in the package; a wrong charset fails here."""
    folder = resources.files("worker.local.demo").joinpath("pages")
    return folder.joinpath(*page.file.split("/")).read_bytes().decode(page.charset, errors="strict")


def extracted(page: DemoPage) -> str:
    """What the extractor finds with no help from the site's rules."""
    return trafilatura.extract(html(page), url=page.url, include_comments=False) or ""


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every run of five words."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[i:] for i in range(5)), strict=False))


def as_expected() -> dict[str, Found]:
    """A run in which all came out right."""
    return {page.url: Found(page.outcome, page.cluster, page.version) for page in pages() if page.queued}


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    """The site, serving."""
    with DemoSite() as running:
        yield running


def ask(site: DemoSite, url: str, method: str = "GET") -> urllib3.BaseHTTPResponse:
    """Ask the site for a URL of one of its hosts."""
    parts = urlsplit(url)
    target = f"http://127.0.0.1:{site.port}{parts.path}{f'?{parts.query}' if parts.query else ''}"
    with urllib3.PoolManager(headers={"Host": parts.netloc}) as pool:
        return pool.request(method, target, redirect=False, retries=False)


def test_files_and_list_agree() -> None:
    """No page is listed that does not exist, and none lies about unlisted."""
    folder = resources.files("worker.local.demo").joinpath("pages")
    files = {f"{host.name}/{file.name}" for host in folder.iterdir() for file in host.iterdir()}

    assert files == {page.file for page in pages()}
    assert len(pages()) == len({page.url for page in pages()})


def test_the_guide_names_every_cluster() -> None:
    """docs/demo.md says of each cluster what it is there for, and counts the pages right."""
    guide = (Path(__file__).parents[3] / "docs" / "demo.md").read_text(encoding="utf-8")
    told = guide[guide.index("## What goes together") : guide.index("## What is hard")]

    assert {page.cluster for page in ARTICLES} <= set(re.findall(r"[a-z]+(?:-[a-z0-9]+)*", told))
    assert f"{len(pages())} Indonesian pages" in guide


def test_there_is_enough_to_show() -> None:
    """The demo has what it promises: eight outlets, two of one network, and the kinds of copies that news has."""
    reports = defaultdict(set)
    for page in ARTICLES:
        reports[page.cluster].add(page.version)

    assert len(outlets()) == 8
    assert sum(outlet.network == "jaringanwarta.example" for outlet in outlets()) == 2
    assert len(ARTICLES) >= 26
    assert len(reports["letters"]) == 3
    assert len(reports["ferry"]) == len(reports["gold-17"]) == 2
    assert {"dyke", "dyke-next-day", "gold-16", "gold-17", "roundup"} < set(reports)
    assert set(Outcome) == {page.outcome for page in pages()}


def test_hosts_are_reserved_names_of_the_outlets() -> None:
    """No page can stand for a real site."""
    assert {outlet.host for outlet in outlets()} == {urlsplit(page.url).netloc for page in pages()}
    assert all(outlet.host.endswith(".example") for outlet in outlets())
    assert all(page.of in {other.url for other in pages()} for page in pages() if page.of)


def test_a_text_belongs_to_one_report() -> None:
    """The labels are sound: pages of one text carry one report."""
    reports = defaultdict(set)
    for page in ARTICLES:
        reports[page.version].add(page.cluster)

    assert all(len(clusters) == 1 for clusters in reports.values())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.file)
def test_pages_reach_for_nothing_outside(page: DemoPage) -> None:
    """Opening a page loads and links nothing but invented hosts, and its scripts send nothing."""
    text = html(page)
    hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", text))

    assert {host for host in hosts if not host.endswith(".example")} <= NAMESPACES
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|document\.cookie|eval\(", text)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.file)
def test_metadata_is_sound(page: DemoPage) -> None:
    """JSON-LD parses, so that a wrong date is the page's intent and not a slip."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html(page), re.DOTALL)

    assert all(json.loads(block)["@context"] == "https://schema.org" for block in blocks)


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.file)
def test_articles_read_like_short_news(page: DemoPage) -> None:
    """The extractor finds a body of the length of a real short report."""
    assert 150 <= len(extracted(page).split()) <= 450


def test_copies_are_copies_and_retellings_are_not() -> None:
    """Texts labelled the same share most of their words in order; another desk's telling shares few."""
    texts = {page: shingles(extracted(page)) for page in ARTICLES}
    for a, mine in texts.items():
        for b, other in texts.items():
            if a.url < b.url and a.cluster == b.cluster:
                shared = len(mine & other) / min(len(mine), len(other))
                assert (shared > 0.65) == (a.version == b.version), (a.file, b.file, shared)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.file)
def test_every_page_is_served(page: DemoPage, site: DemoSite) -> None:
    """Status, media type, charset and bytes are those of the list."""
    answer = ask(site, page.url)

    assert page.status == answer.status
    assert answer.headers["Content-Type"] == f"text/html; charset={page.charset}"
    assert html(page) == answer.data.decode(page.charset)


def test_a_path_that_is_not_there_answers_404(site: DemoSite) -> None:
    """Like a real site it answers with a page, not with nothing."""
    answer = ask(site, "http://kabarnusa.example/tidak-ada")

    assert answer.status == 404
    assert b"<h1>404</h1>" in answer.data


def test_a_page_of_another_host_is_not_there(site: DemoSite) -> None:
    """The Host header counts, not the path alone."""
    path = urlsplit(ARTICLES[0].url).path

    assert ask(site, f"http://suaralereng.example{path}").status == 404


def test_head_has_the_headers_and_no_body(site: DemoSite) -> None:
    """HEAD is GET without the body."""
    whole, head = ask(site, ARTICLES[0].url), ask(site, ARTICLES[0].url, "HEAD")

    assert whole.headers["Content-Length"] == head.headers["Content-Length"]
    assert head.data == b""


@pytest.mark.parametrize("outlet", outlets(), ids=lambda outlet: outlet.host)
def test_robots_are_served(outlet: Outlet, site: DemoSite) -> None:
    """Every host has its own robots.txt."""
    assert outlet.robots == ask(site, f"http://{outlet.host}/robots.txt").data.decode()


def test_robots_keep_out_the_one_page_that_says_so() -> None:
    """Robots rules forbid the subscribers' page, and no other."""
    rules = {outlet.host: re.findall(r"Disallow: (\S+)", outlet.robots) for outlet in outlets()}
    kept_out = [
        page.file
        for page in pages()
        if any(urlsplit(page.url).path.startswith(path) for path in rules[urlsplit(page.url).netloc])
    ]

    assert kept_out == ["pantauekonomi.example/subscribers.html"]


def test_the_rules_are_a_setting(site: DemoSite) -> None:
    """What the site hands out for SARING_CONNECT_TO is taken as it is."""
    rules = Settings(connect_to=",".join(site.connect_to())).connect_to

    assert len(outlets()) == len(rules)
    assert f"kabarnusa.example:80=127.0.0.1:{site.port}" in rules


def test_all_but_further_parts_are_queued(site: DemoSite) -> None:
    """A second page is for whoever follows the link."""
    assert {page.url for page in pages()} - set(site.urls()) == {
        page.url for page in pages() if page.outcome is Outcome.PART
    }


def test_a_right_run_has_no_faults() -> None:
    """What is expected agrees with itself."""
    assert disagreements(as_expected()) == []


@given(st.permutations(sorted({page.cluster for page in ARTICLES})))
def test_ids_may_be_anything(names: list[str]) -> None:
    """Only which pages stand together counts, not what a cluster is called."""
    labels = dict(zip(sorted(names), names, strict=True))
    run = {url: Found(f.outcome, labels.get(f.cluster, ""), f.version) for url, f in as_expected().items()}

    assert disagreements(run) == []


def test_a_page_that_never_came_is_a_fault() -> None:
    """Silence about a page is not agreement."""
    run = as_expected()
    del run[ARTICLES[0].url]

    assert disagreements(run) == [f"{ARTICLES[0].url} was never answered."]


def test_a_wrong_outcome_is_a_fault() -> None:
    """A listing that was taken for an article is named."""
    listing = next(page for page in pages() if page.outcome is Outcome.NOT_ARTICLE)
    run = as_expected() | {listing.url: Found(Outcome.ARTICLE, "x", "x")}

    assert disagreements(run) == [f"{listing.url} should be not_article, and is article."]


def test_a_split_report_is_a_fault() -> None:
    """Two tellings of one report in two clusters are named."""
    page = next(page for page in ARTICLES if page.file == "beritasamudra.example/gold-17.html")
    run = as_expected() | {page.url: Found(Outcome.ARTICLE, "alone", "alone")}

    fault = f"pantauekonomi.example/gold-17.html and {page.file} should be the same report, and are not."
    assert disagreements(run) == [fault]


def test_a_split_text_is_a_fault() -> None:
    """A trimmed copy that is not seen as the same text is named, once for each copy."""
    page = next(page for page in ARTICLES if page.file == "suaralereng.example/dyke.html")
    run = as_expected() | {page.url: Found(Outcome.ARTICLE, page.cluster, "another")}

    assert len(disagreements(run)) == 2
    assert all(fault.endswith("should be the same text, and are not.") for fault in disagreements(run))


def test_a_merged_report_is_a_fault() -> None:
    """Two days of one price table in one cluster are named."""
    page = next(page for page in ARTICLES if page.cluster == "gold-16")
    run = as_expected() | {page.url: Found(Outcome.ARTICLE, "gold-17", "gold-16")}

    assert disagreements(run) == [
        f"{page.file} and pantauekonomi.example/gold-17.html are taken for the same report.",
        f"{page.file} and beritasamudra.example/gold-17.html are taken for the same report.",
    ]
