"""What an article costs in statements, transactions, round trips and parses: the causes of speed, and not the speed."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import redis
from support.parts import pipeline, push
from support.stories import CLINIC, DAM, FIRE, body

from worker.model.submission import Pushed
from worker.model.verdict import Verdict
from worker.pipeline import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.engine import Engine


@contextmanager
def counted(engine: Engine) -> Iterator[Counter[str]]:
    """Count the statements that SQLite is given, but for those that begin and end transactions, and the commits."""
    found: Counter[str] = Counter()
    last = ""

    def ran(statement: str) -> None:
        nonlocal last
        if statement.startswith("--") or statement == last:  # what the triggers of the last one do bears these marks
            return
        last = statement
        found["commits"] += statement == "COMMIT"
        found["statements"] += statement.split(maxsplit=1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK"}
        found["writes of the article"] += statement.startswith(("INSERT INTO article ", "UPDATE article "))

    with engine.db.read() as conn:  # one thread has one connection
        driver: Any = conn.connection.dbapi_connection
    driver.set_trace_callback(ran)
    try:
        yield found
    finally:
        driver.set_trace_callback(None)


def test_statements_of_an_article_alone(engine: Engine) -> None:
    """A pushed article that meets nobody takes three transactions and fourteen statements; its row is written twice."""
    runner = pipeline(engine)
    runner.run(push(engine, "kabarbukit/dam", body(DAM)))  # whatever is done once
    number = push(engine, "kabarbukit/fire", body(FIRE))
    with counted(engine) as found:
        run = runner.run(number)

    assert Verdict.NEW is run.verdict
    assert 3 == found["commits"]
    assert found["statements"] <= 14
    assert found["writes of the article"] <= 2


def test_statements_of_an_article_that_joins(engine: Engine) -> None:
    """Company costs six statements and one a judgement more; a text that was just judged is not read again."""
    runner = pipeline(engine)
    runner.run(push(engine, "kabarbukit/dam", body(DAM)))
    runner.run(push(engine, "wartateluk/dam", body(DAM)))
    number = push(engine, "pagisawah/dam", body(DAM))
    with counted(engine) as found:
        run = runner.run(number)

    assert Verdict.VERSION is run.verdict
    assert 3 == found["commits"]
    assert found["statements"] <= 22
    assert found["writes of the article"] <= 2


def test_one_round_trip_to_the_index(engine: Engine) -> None:
    """Adding an article and learning whom it meets is one call of a script, and nothing else is asked of the server."""
    runner = pipeline(engine)
    runner.run(push(engine, "kabarbukit/dam", body(DAM)))
    number = push(engine, "kabarbukit/clinic", body(CLINIC))
    with redis.Redis.from_url(engine.settings.index) as other:
        before = calls(other)
        runner.run(number)
        after = calls(other)

    from_scripts = ("hget", "hset", "getrange", "setrange", "time", "info")
    outside = {
        name: after[name] - before[name]
        for name in after
        if name not in from_scripts and after[name] != before[name] and not name.startswith("config")
    }
    assert {"evalsha": 1} == outside


def calls(client: redis.Redis) -> Counter[str]:
    """Calls of each command so far."""
    told = client.info("commandstats").items()
    return Counter({name.removeprefix("cmdstat_"): int(stat["calls"]) for name, stat in told})


def test_where_the_site_says_what_the_article_is_nothing_else_is_weighed(engine: Engine) -> None:
    """The densest place of a page is looked for only where nobody names the article's container."""
    text = "".join(f"<p>{sentence}</p>" for sentence in FIRE)
    page = f"<html><body><h1>Kebakaran pasar</h1><div{{}}>{text}</div><footer>Tentang kami</footer></body></html>"
    weighed: list[int] = []

    def watch(frame: Any, what: str, _argument: Any) -> None:
        if what == "call" and frame.f_code.co_name == "densest":
            weighed.append(1)

    for named, times in ((' itemprop="articleBody"', 0), ("", 1)):
        weighed.clear()
        sys.setprofile(watch)
        try:
            done = engine.cleaner.page(page.format(named), "https://kabarbukit.example/fire")
        finally:
            sys.setprofile(None)
        assert (True, times) == (done.is_article, len(weighed))


def test_a_page_is_parsed_once_and_read_once(engine: Engine) -> None:
    """The tree is made once, its article's container is copied out of it, and nothing reads what is in hand again."""
    text = "".join(f"<p>{sentence}</p>" for sentence in FIRE)
    html = (
        '<html lang="id"><head><title>Kebakaran pasar</title></head><body><nav><a href="/">Beranda</a></nav>'
        f"<article><h1>Kebakaran pasar</h1>{text}</article><footer>Tentang kami</footer></body></html>"
    )
    dear: Counter[str] = Counter()

    def watch(frame: Any, what: str, _argument: Any) -> None:
        if what == "call" and frame.f_code.co_name in ("document_fromstring", "bare_extraction", "lookup"):
            dear[frame.f_code.co_name] += 1

    sys.setprofile(watch)
    try:
        done = cleaned(engine.cleaner, Pushed("kabarbukit/fire", html=html))
    finally:
        sys.setprofile(None)

    assert done.is_article
    assert {"document_fromstring": 1} == dear
