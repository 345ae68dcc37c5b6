"""What a reader does on the pages: saying, trying again, deleting, checking, filtering, choosing a language."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from worker.engine import Engine
from worker.intake import article_key
from worker.model.submission import Pushed
from worker.model.verdict import State
from worker.store import ledger, opinions

TEXT = """Penjaga mercusuar Pulau Tandan menyalakan kembali lampu yang padam sejak badai bulan lalu pada Senin malam.
Lampu berkekuatan seribu watt itu terlihat dari jarak dua puluh mil laut, kata kepala pos Sarwo Tirtana.
Nelayan dari enam kampung menyambutnya dengan membunyikan lonceng perahu selama sepuluh menit di teluk.
Biaya perbaikan Rp 310 juta berasal dari iuran pelabuhan dan sumbangan warga perantauan."""
OTHER = """Sekolah dasar di Kampung Wiru membuka kebun kelas yang dirawat murid setiap Sabtu pagi bersama orang tua.
Hasil panen pertama berupa kangkung dan cabai dijual di pasar murah untuk membeli buku perpustakaan.
Kepala sekolah Murni Adiningsih mengatakan murid belajar menghitung dari timbangan dan uang kembalian."""
TOLD = [
    ("https://kabartandan.example/mercusuar", "Mercusuar Pulau Tandan Menyala Lagi", 7, TEXT),
    ("https://suarateluk.example/lampu", "Lampu Mercusuar Kembali Menyala", 9, TEXT),
    ("https://harianwiru.example/kebun", "Kebun Kelas di Kampung Wiru", 11, OTHER),
]


@pytest.fixture
def told(client: TestClient) -> TestClient:
    """A service of its own that knows three articles: 1 and 2 carry one report, 3 another."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    pushed = [
        Pushed(key=article_key(url=url), url=url, title=title, date=f"2026-11-16T{hour:02}:00:00+07:00", text=text)
        for url, title, hour, text in TOLD
    ]
    for one in engine.intake.pushed(pushed):
        assert one.submission is not None
        engine.pipeline.run(one.submission.id)
    return client


def _opinions(client: TestClient) -> list[tuple[int, int, bool, str]]:
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    with engine.db.read() as conn:
        return [(one.a, one.b, one.same, one.by) for one in opinions.stream(conn)]


def _said(client: TestClient, **fields: object) -> str:
    """What the page answers to a form about articles 1 and 2, after the browser was led on."""
    answer = client.post("/opinions", data={"a": 1, "b": 2, **fields}, headers={"Origin": "http://127.0.0.1:8000"})
    assert 200 == answer.status_code
    return re.sub(r"\s+", " ", answer.text)


def test_a_word_splits_and_joins_and_is_taken_back(told: TestClient) -> None:
    """Each button does what it says; the page that follows says where both stand."""
    assert "The two stand in two clusters" in _said(told, same="not", by="Ratna")
    assert [(1, 2, False, "Ratna")] == _opinions(told)
    assert "The two stand in one cluster" in _said(told, same="same")
    assert [(1, 2, True, "")] == _opinions(told)
    assert "the model decides again" in _said(told, same="unsay")
    assert [] == _opinions(told)


def test_the_answer_to_a_word_can_be_loaded_anew(told: TestClient) -> None:
    """The browser is led to a page, so that loading it anew says nothing twice."""
    answer = told.post("/opinions", data={"a": 1, "b": 2, "same": "not"}, follow_redirects=False)

    assert (303, "/compare?a=1&b=2&said=1") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (422, {"a": 1, "b": 2, "same": "maybe"}),
        (422, {"a": 1, "b": 2}),
        (422, {"a": 1, "b": 1, "same": "not"}),
        (422, {"a": "<b>", "b": 1, "same": "not"}),
        (422, {"a": 2**40, "b": 1, "same": "not"}),
        (404, {"a": 1, "b": 77, "same": "not"}),
    ],
)
def test_a_word_that_is_none_changes_nothing(told: TestClient, status: int, fields: dict[str, object]) -> None:
    """A form that another program filled in is answered with a page that says what is wrong."""
    answer = told.post("/opinions", data=fields)

    assert (status, True) == (answer.status_code, "To the overview" in answer.text)
    assert [] == _opinions(told)


@pytest.mark.parametrize(
    "path", ["/opinions", "/articles/1/delete", "/submissions/1/retry", "/submissions/retry", "/check"]
)
def test_no_other_site_s_page_can_send_a_form(reader: TestClient, path: str) -> None:
    """A form of a foreign page is refused before anything is read."""
    answer = reader.post(path, data={"a": 1, "b": 2, "same": "not"}, headers={"Origin": "https://jahat.example"})

    assert 403 == answer.status_code
    assert [] == _opinions(reader)
    assert 200 == reader.get("/articles/1").status_code


def test_an_article_is_deleted_only_after_a_question(told: TestClient) -> None:
    """The link asks, the button deletes, and the page that follows leads to the rest of the cluster."""
    asked = told.get("/articles/1/delete").text
    assert "Mercusuar Pulau Tandan Menyala Lagi" in asked
    assert "The cluster keeps 1 other article" in asked
    assert 200 == told.get("/articles/1").status_code

    gone = told.post("/articles/1/delete")
    assert "Article 1 and all that was kept of it are gone" in gone.text
    assert 200 == gone.status_code
    answer = told.get("/articles/1")
    assert 400 < answer.status_code < 500
    assert "kabartandan" not in told.get("/clusters").text
    assert "Lampu Mercusuar" in told.get("/articles/2").text


def test_parked_submissions_are_tried_again_one_and_all(told: TestClient) -> None:
    """The row's button queues the row, the list's button all of them; the rest stays as it is."""
    engine: Engine = told.app.state.engine  # type: ignore[attr-defined]
    answers = engine.intake.urls([f"https://diam.example/{number}" for number in range(3)])
    numbers = [one.submission.id for one in answers if one.submission]
    with engine.db.write() as conn:
        for number in numbers:
            held = ledger.claim(conn, number, now=engine.clock(), lease_seconds=60, task_id="t")
            assert held is not None
            ledger.finish(conn, held, ledger.Verdict.PARKED, now=engine.clock(), reason="Server bisu.")

    page = told.get("/").text
    assert 3 == page.count("Server bisu.")
    assert told.post(f"/submissions/{numbers[0]}/retry").url.path == f"/submissions/{numbers[0]}"
    assert [State.QUEUED, State.PARKED, State.PARKED] == _states(engine, numbers)
    assert "2 are tried again" in told.post("/submissions/retry").text
    assert [State.QUEUED] * 3 == _states(engine, numbers)
    assert "are tried again" not in told.post("/submissions/retry").text
    assert 404 == told.post("/submissions/999/retry").status_code


def _states(engine: Engine, numbers: list[int]) -> list[State]:
    with engine.db.read() as conn:
        return [row.state for number in numbers if (row := ledger.get(conn, number))]


def test_checking_says_where_a_text_belongs_and_stores_nothing(told: TestClient) -> None:
    """A pasted copy is recognised with its passages marked; the article that it came from is a link away."""
    before = told.get("/api/v1/submissions").json()
    page = told.post("/check", data={"text": TEXT}).text

    assert "It would join a cluster as a text that is already there" in page
    assert 'href="/articles/1"' in page
    assert "<mark>" in page
    assert before == told.get("/api/v1/submissions").json()


@pytest.mark.parametrize(
    ("status", "shown", "fields"),
    [
        (422, "There is nothing to check", {"text": " "}),
        (422, "does not begin with http", {"url": "bukan <alamat>"}),
        (200, "This is no article", {"text": "Pendek."}),
        (200, "Stored already", {"url": "https://kabarlereng.example/perpustakaan"}),
        (200, "no stored article carries this report", {"text": "Perahu " * 60}),
    ],
)
def test_a_check_answers_whatever_is_typed(reader: TestClient, status: int, shown: str, fields: dict[str, str]) -> None:
    """What was typed stays in the form, escaped, beside the answer."""
    answer = reader.post("/check", data=fields)

    assert status == answer.status_code
    assert shown.lower() in re.sub(r"<.*?>", "", answer.text).lower()
    assert "<alamat>" not in answer.text


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        ([1, 4, 5], ""),
        ([1], "min_size=2"),
        ([1], "q=keliling"),
        ([5], "outlet=desaku.example"),
        ([1, 4], "outlet=www.HarianPasir.example"),
        ([1, 4, 5], "since=2026-11-16&until=2026-11-16"),
        ([], "since=2026-11-17"),
        ([], "until=2026-11-15"),
        ([1], "min_outlets=2&q=&outlet=&cited=&since=&until=&min_size="),
        ([], "min_versions=9"),
        ([], "cited=Selasar"),
    ],
)
def test_filters_stand_in_the_address(reader: TestClient, expected: list[int], query: str) -> None:
    """A filtered list can be kept and sent on; emptied fields ask for nothing."""
    page = reader.get(f"/clusters?{query}").text

    assert expected == sorted(int(found) for found in re.findall(r'class="headline" href="/clusters/(\d+)"', page))


@pytest.mark.parametrize(
    "query", ["since=gestern", "min_size=0", "min_size=x", "cursor=zz", "since=2026-02-31", "q=" + "x" * 600]
)
def test_a_filter_that_can_t_be_meant_is_answered_with_a_page(reader: TestClient, query: str) -> None:
    """A mistyped address says what is wrong with it."""
    answer = reader.get(f"/clusters?{query}")

    assert (422, True) == (answer.status_code, "To the overview" in answer.text)


def test_days_are_those_of_the_reader_s_zone(told: TestClient) -> None:
    """07.00 in Jakarta is still the day before in UTC."""
    early = "/clusters?q=mercusuar&until=2026-11-15"

    assert "No cluster is like this" in told.get(early).text
    assert "Mercusuar Pulau Tandan" not in told.get(f"{early}&zone=wib").text
    assert "No cluster is like this" not in told.get("/clusters?until=2026-11-16&zone=utc").text


def test_why_takes_a_number_or_an_address(reader: TestClient) -> None:
    """An analyst has the address at hand, not our number."""
    by_number = reader.get("/clusters/1/why?article=4")
    by_address = reader.get("/clusters/1/why", params={"article": "https://harianpasir.example/kapal"})

    assert (200, 200) == (by_number.status_code, by_address.status_code)
    assert (
        by_number.text.partition("<h1>")[2].partition("<footer>")[0]
        == by_address.text.partition("<h1>")[2].partition("<footer>")[0]
    )
    assert "Why the article is not in this cluster" in by_number.text
    assert "The article is in this cluster" in reader.get("/clusters/1/why?article=2").text


@pytest.mark.parametrize(
    ("status", "typed"), [(404, "77"), (404, "https://entah.example/x"), (422, "apa saja"), (422, " ")]
)
def test_why_says_what_it_can_t_find(reader: TestClient, status: int, typed: str) -> None:
    """A mistyped number is a page with a way back."""
    assert status == reader.get("/clusters/1/why", params={"article": typed}).status_code


PAGES = [
    "/", "/clusters", "/clusters/1", "/clusters/1/why?article=4", "/compare", "/compare?a=1&b=3", "/articles/1",
    "/articles/1/delete", "/submissions", "/submissions/1", "/check", "/docs", "/clusters/999", "/nirgendwo",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_indonesian(reader: TestClient, path: str) -> None:
    """With an Indonesian browser every page is Indonesian, save what is marked as another language."""
    page = reader.get(path, headers={"Accept-Language": "id-ID,id;q=0.9"}).text
    words = re.sub(r'<(\w+)[^>]*lang="en".*?</\1>|<(code|pre)\b.*?</\2>', " ", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", words)

    assert '<html lang="id">' in page
    assert not re.search(r"\b(the|and|of|which|article|articles|cluster)\b", words), words


def test_the_choice_of_a_language_lasts(told: TestClient) -> None:
    """One click, and the next pages are in that language, whatever the browser asks for."""
    told.get("/?lang=id&zone=wit")
    page = told.get("/clusters/1", headers={"Accept-Language": "en"}).text

    assert '<html lang="id">' in page
    assert "WIT" in page
    assert "<time datetime=" in page


def test_an_unfinished_submission_says_so(make_client: Callable[..., TestClient]) -> None:
    """Before a worker has been there the page tells that it waits, and offers to look again."""
    client = make_client()
    page = client.post("/submissions", data={"urls": "https://a.example/satu"}).text

    assert "It waits for its turn." in page
    assert "Look again" in page
    assert "Do it again" not in page
