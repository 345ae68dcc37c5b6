"""Score cleaning on marked texts and pages: as shipped, with each network's own rules taken away, and dates.

usage: cleaning.py FOLDER [--dates]

FOLDER holds articles.jsonl.xz, boilerplate.jsonl, seeds/ and pages/ with gold.jsonl. Without --dates: a table of
networks and the totals. With it: how many of the articles' raw dates parse to the day that the address carries, which
sites differ, and which forms do not parse.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import corpus

from worker.clean import Cleaner, RuleBook, dates, outlets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&(?:amp;)?(?:#?\w{2,8});")
_SHINGLE = 4
_FIGURE = re.compile(r"\d")
_STAMP = re.compile(r"/(20\d{12})-")
# A site is listed from so many articles; a difference in days counts singly up to a week.
_MANY, _NEAR = 20, 7


class Marked(NamedTuple):
    """A raw text with its boilerplate marked."""

    record: dict[str, str]
    marks: list[dict[str, Any]]


class Page(NamedTuple):
    """A page with the body that a reader would give it."""

    id: str
    url: str
    html: str
    body: str


class Score(NamedTuple):
    """Words of marked texts: marked ones, marked ones gone, unmarked ones, unmarked ones gone."""

    marked: int = 0
    gone: int = 0
    content: int = 0
    lost: int = 0

    def plus(self, other: Score) -> Score:
        """The sum of two scores."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    def __str__(self) -> str:
        """As the tables print it."""
        recall = self.gone / self.marked if self.marked else 1.0
        return f"recall {recall:.3f}  content lost {self.lost / max(1, self.content):.4f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dates", action="store_true")
    args = parser.parse_args()
    if args.dates:
        tell_dates(corpus.records(args.folder / "articles.jsonl.xz"))
    else:
        tell_networks(args.folder)


def tell_networks(folder: Path) -> None:
    """Each network with its rules and without, then the totals."""
    rules = RuleBook.load(None)
    texts = _texts(folder)
    pages = _pages(folder / "pages")
    of_text = {one.record["id"]: _network(rules, one.record["url"]) for one in texts}
    of_page = {page.id: _network(rules, page.url or Cleaner(rules).page(page.html).url) for page in pages}
    print(f"{'network':20s} {'texts':>5s}  {'with its rules':34s}  {'without':34s} {'pages':>5s}  F1 with, without")
    for name in sorted({*of_text.values(), *of_page.values()} - {""}):
        own = [one for one in texts if of_text[one.record["id"]] == name]
        shown = [one for one in pages if of_page[one.id] == name]
        both = [Cleaner(book) for book in (rules, rules.without(_files(rules, name)))]
        told = [str(score(cleaner, own, entities=False)) if own else "" for cleaner in both]
        f1 = [_mean(page_f1(cleaner, shown)) for cleaner in both] if shown else []
        print(
            f"{name:20s} {len(own):5d}  {told[0]:34s}  {told[1]:34s} {len(shown):5d}  "
            + "  ".join(f"{value:.3f}" for value in f1)
        )
    whole, bare = Cleaner(rules), Cleaner(rules.without([site.id for site in rules.sites]))
    for label, cleaner in (("all rules", whole), ("common rules only", bare)):
        print(f"{label}: texts {len(texts)}  {score(cleaner, texts)}")
        print(f"{label}, names of entities not counted: {score(cleaner, texts, entities=False)}")
        print(f"{label}: pages {len(pages)}  F1 {_mean(page_f1(cleaner, pages)):.3f}")
    seeds = _seeds(folder / "seeds")
    print(f"all rules: seeds {len(seeds)}  {score(whole, seeds)}")


def _network(rules: RuleBook, url: str) -> str:
    site = rules.site(outlets.host(url))
    return (site.network or site.id) if site else ""


def _files(rules: RuleBook, network: str) -> list[str]:
    return [site.id for site in rules.sites if network in (site.network, site.id)]


def _texts(folder: Path) -> list[Marked]:
    marks = {row["id"]: row["remove"] for row in _rows(folder / "boilerplate.jsonl")}
    raw = {row["id"]: row for row in corpus.records(folder / "articles.jsonl.xz") if row["id"] in marks}
    return [Marked(raw[id_], remove) for id_, remove in marks.items()]


def _seeds(folder: Path) -> list[Marked]:
    return [
        Marked(
            {"id": row["id"], "url": "", "title": "", "text": (folder / f"{row['id']}.txt").read_text("utf-8")},
            row["remove"],
        )
        for row in _rows(folder / "boilerplate.jsonl")
    ]


def _pages(folder: Path) -> list[Page]:
    return [
        Page(row["id"], row.get("url") or "", (folder / f"{row['id']}.html").read_text("utf-8", "replace"), row["body"])
        for row in _rows(folder / "gold.jsonl")
        if row["kind"] != "listing"
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def score(cleaner: Cleaner, texts: Iterable[Marked], *, entities: bool = True) -> Score:
    """Which words of marked texts are gone.

    Args:
        cleaner: the cleaner.
        texts: marked texts.
        entities: whether the names of entities ("quot") count as words of the text.

    Returns:
        The sum over the texts; datelines count as neither.
    """
    total = Score()
    for text, marks in texts:
        out = cleaner.text(text["text"], url=text["url"], title=text["title"]).text
        total = total.plus(_one(text["text"], marks, out, entities=entities))
    return total


def _one(raw: str, marks: list[dict[str, Any]], cleaned: str, *, entities: bool) -> Score:
    words = [(hit[0].lower(), hit.start()) for hit in _WORD.finditer(raw)]
    names = [] if entities else [hit.span() for hit in _ENTITY.finditer(raw)]
    out = [word.lower() for word in _WORD.findall(cleaned)]
    kept = [False] * len(words)
    for block in SequenceMatcher(None, [word for word, _ in words], out, autojunk=False).get_matching_blocks():
        kept[block.a : block.a + block.size] = [True] * block.size
    total = Score()
    for (_, at), stays in zip(words, kept, strict=True):
        kind = next((mark["kind"] for mark in reversed(marks) if mark["start"] <= at < mark["end"]), "")
        if not kind and not any(start <= at < end for start, end in names):
            total = total.plus(Score(content=1, lost=int(not stays)))
        elif kind and kind != "dateline":
            total = total.plus(Score(marked=1, gone=int(not stays)))
    return total


def page_f1(cleaner: Cleaner, pages: Iterable[Page]) -> list[float]:
    """F1 of four-word shingles of each page's text against its gold body, the dateline put back."""
    found = []
    for page in pages:
        got = cleaner.page(page.html)
        want, have = _shingles(page.body), _shingles(f"{got.dateline} {got.text}" if got.is_article else "")
        found.append(2 * (want & have).total() / (want.total() + have.total()))
    return found


def _shingles(text: str) -> Counter[str]:
    words = _WORD.findall(text.lower())
    return Counter(" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


def tell_dates(records: Iterable[dict[str, str]]) -> None:
    """How many raw dates parse, and to which day where the address carries one."""
    rules = RuleBook.load(None)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sites: defaultdict[str, Counter[int]] = defaultdict(Counter)
    behind: defaultdict[str, list[float]] = defaultdict(list)
    forms: Counter[str] = Counter()
    for record in records:
        raw, url = record["date"].strip(), record["url"]
        host = outlets.host(url)
        site = rules.site(host)
        zone = site.zone if site else 7.0
        kind = _kind(raw)
        found = dates.read(raw, url, zone) if raw else None
        counts["all"][kind] += 1
        if raw and found is None:
            counts["not parsed"][kind] += 1
            forms[raw if kind == "without a figure" else _FIGURE.sub("9", raw)[:70]] += 1
        day = dates.day_in_url(url)
        if day is None or kind in ("empty", "without a figure"):
            continue
        counts["day in the address"][kind] += 1
        if found is None:
            continue
        off = found.toordinal() - dt.date(*day).toordinal()
        counts["same day"][kind] += off == 0
        settled = dates.settle(found, url, zone, clock=dates.is_clock(raw))
        counts["within a week once settled"][kind] += settled is not None and -2 <= _days(settled, day) <= 7  # noqa: PLR2004 - days
        if kind == "printed":
            sites[host][off] += 1
        stamp = _STAMP.search(url)
        if stamp and (found.hour or found.minute):
            made = dt.datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=found.tzinfo)
            behind[f"{host}, {kind}"].append((found - made).total_seconds() / 3600)
    kinds = sorted({kind for row in counts.values() for kind in row})
    print(f"{'':28s}", *(f"{kind:>16s}" for kind in kinds))
    for name, row in counts.items():
        print(f"{name:28s}", *(f"{row[kind]:16d}" for kind in kinds))
    _tell_sites(sites)
    _tell_hours(behind)
    print("\nforms that do not parse:")
    print(*(f"  {count:5d}  {form}" for form, count in forms.most_common(40)), sep="\n")


def _tell_sites(sites: dict[str, Counter[int]]) -> None:
    print("\ndays from the address to the printed date, sites where it differs in 20 articles or more:")
    for host, offs in sorted(sites.items(), key=lambda item: item[1][0] - item[1].total()):
        if offs.total() - offs[0] >= _MANY:
            told = "  ".join(f"{off:+d}: {count}" for off, count in sorted(offs.items()) if abs(off) <= _NEAR)
            far = sum(count for off, count in offs.items() if abs(off) > _NEAR)
            print(f"  {host:30s} {offs.total():5d}  {told}  further: {far}")


def _tell_hours(behind: dict[str, list[float]]) -> None:
    print("\nhours from the time in the address to the date (5, 25, 50, 75, 95 in a hundred; how many are earlier):")
    for name, hours in sorted(behind.items()):
        if len(hours) >= _MANY:
            hours.sort()
            told = "  ".join(f"{hours[int(len(hours) * part)]:.1f}" for part in (0.05, 0.25, 0.5, 0.75, 0.95))
            print(f"  {name:40s} {len(hours):5d}  {told}  earlier: {sum(one < 0 for one in hours)}")


def _kind(raw: str) -> str:
    if not raw:
        return "empty"
    if dates.is_clock(raw):
        return "Unix time"
    if not _FIGURE.search(raw):
        return "without a figure"
    return "relative" if "lalu" in raw.lower() else "printed"


def _days(found: dt.datetime, day: tuple[int, int, int]) -> int:
    return found.toordinal() - dt.date(*day).toordinal()


if __name__ == "__main__":
    main()
