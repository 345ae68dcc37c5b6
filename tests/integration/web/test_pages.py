import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

PAGES = ["/", "/clusters", "/clusters/1", "/clusters/5", "/articles/1", "/articles/5", "/submissions"]
MORE = [
    "/compare",
    "/compare?a=1&b=3",
    "/compare?a=5&b=1",
    "/docs",
    "/clusters?min_size=9",
    "/clusters?min_size=&min_outlets=",
    "/submissions?state=parked",
]


class Seen(HTMLParser):
    """What a page points at, and how its tags close."""

    VOID = frozenset({"meta", "link", "input", "br"})
    DRAWN = frozenset({"line", "circle", "rect"})
    """Elements of a picture that close themselves."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        if tag == "a":
            self.links.append(found["href"])
        if tag in ("link", "script", "img", "iframe"):
            self.loads.append(found.get("href") or found.get("src", ""))
        if tag == "label":
            self.labels.add(found["for"])
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.fields.add(found["id"])
        assert not {name for name in found if name.startswith("on") or name == "style"}
        if tag not in self.VOID | self.DRAWN:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag not in self.DRAWN:
            assert tag == self.open.pop()


@pytest.mark.parametrize("path", [*PAGES, *MORE])
def test_pages_are_sound(reader: TestClient, path: str) -> None:
    """Tags close in order, ids are unique, fields have labels, and nothing is loaded from elsewhere or run."""
    answer = reader.get(path)

    assert 200 == answer.status_code
    seen = Seen(answer.text)
    assert [] == seen.open
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.fields == seen.labels
    assert ["data:,", "/static/saring.css"] == seen.loads
    assert "<script" not in answer.text


def test_every_link_of_ours_leads_somewhere(reader: TestClient) -> None:
    """Whoever starts at the overview never meets a dead end; links on the same page meet an id."""
    waiting, done = ["/"], set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in done:
            continue
        done.add(path)
        answer = reader.get(path)
        assert 200 == answer.status_code, path
        if "html" not in answer.headers["content-type"]:
            continue
        seen = Seen(answer.text)
        for link in seen.links:
            if link.startswith("#"):
                assert link[1:] in seen.ids, (path, link)
            elif link.startswith("/"):
                waiting.append(link)
            else:
                assert link.startswith(("http://", "https://"))
    assert {"/clusters/1", "/articles/2", "/compare?a=1&b=3", "/openapi.json"} <= done


@pytest.mark.parametrize("path", [*PAGES, "/compare?a=5&b=1"])
def test_what_articles_hold_is_shown_and_not_run(reader: TestClient, path: str) -> None:
    """A title and a text with tags in them stay text on every page."""
    page = reader.get(path).text

    assert "<script" not in page
    assert "<b>cat" not in page


def test_the_hostile_article_is_shown_as_it_is(reader: TestClient) -> None:
    """Escaping loses nothing: the reader sees the tags, and the API gives them as they are."""
    page = reader.get("/articles/5").text

    assert "&lt;script&gt;alert(&#39;judul&#39;)&lt;/script&gt;" in page
    assert "<script>alert('judul')</script>" == reader.get("/api/v1/articles/5").json()["title"]


def test_the_article_page_strikes_out_what_was_taken(reader: TestClient) -> None:
    """Each stretch is struck through, coloured by its kind, and bears the rule's name."""
    removed = reader.get("/api/v1/articles/1").json()["removed"]
    page = reader.get("/articles/1").text
    struck = re.findall(r'<del id="raw(\d+)" class="kind-(\w+)" title="[\w ]+: ([^"]+)">(.*?)</del>', page, re.DOTALL)

    assert [(str(at), part["kind"], part["rule"], part["text"]) for at, part in enumerate(removed, 1)] == struck


def test_each_removed_stretch_leads_to_its_rule_and_back(reader: TestClient) -> None:
    """Rule and sureness stand in a table that can be reached without a mouse."""
    page = reader.get("/articles/1").text
    removed = reader.get("/api/v1/articles/1").json()["removed"]

    for number, part in enumerate(removed, 1):
        assert f'href="#rule{number}"' in page
        [row] = re.findall(rf'<tr id="rule{number}">(.*?)</tr>', page)
        assert f'href="#raw{number}"' in row
        assert f"<code>{part['rule']}</code>" in row
        assert "%</td>" in row


def test_the_cluster_page_says_who_and_why(reader: TestClient) -> None:
    """Outlets in the order of telling, the first of them named with the reason, and the figures that weighed most."""
    page = reader.get("/clusters/1").text

    told = re.findall(r"<td><strong>([a-z.]+)</strong>", page)
    assert ["kabarlereng.example", "suarawanara.example", "harianpasir.example"] == told
    assert "credible time" in page
    assert 3 == page.count("Weighed most: ")
    assert "you asked for 2" in reader.get("/clusters/2").text


def test_the_comparison_marks_each_passage_on_both_sides(reader: TestClient) -> None:
    """Every shared passage is marked in both texts, each mark leading to the other."""
    page = reader.get("/compare?a=1&b=3").text
    number = len(reader.get("/api/v1/compare?a=1&b=3").json()["shared_passages"])

    for side, other in (("a", "b"), ("b", "a")):
        assert number == len(re.findall(rf'<mark id="{side}(\d+)"><a href="#{other}\1"', page))


def test_the_form_queues_and_leads_to_the_row(client: TestClient) -> None:
    """What is typed line by line is in the ledger, and the browser is led to its row."""
    lines = "https://a.example/satu\n\n  https://a.example/dua  \r\n"
    answer = client.post(
        "/submissions", data={"urls": lines}, headers={"Origin": "http://127.0.0.1:8000"}, follow_redirects=False
    )

    assert (303, "/submissions#s2") == (answer.status_code, answer.headers["location"])
    page = client.get("/submissions").text
    assert 'id="s1"' in page
    assert "https://a.example/dua</a>" in page


def test_the_form_says_which_line_was_refused_and_keeps_it(client: TestClient) -> None:
    """Good lines are queued; the others come back in the field with the reason."""
    answer = client.post("/submissions", data={"urls": "https://a.example/satu\nbukan <alamat>"})

    assert 202 == answer.status_code
    assert "1 address is queued" in re.sub(r"\s+", " ", answer.text)
    assert "bukan &lt;alamat&gt;</textarea>" in answer.text


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (422, "urls=", "application/x-www-form-urlencoded"),
        (422, "", "application/x-www-form-urlencoded; charset=utf-8"),
        (422, "&" * 50, "application/x-www-form-urlencoded"),
        (422, "urls=" + "https://a.example/%0A" * 1001, "application/x-www-form-urlencoded"),
        (415, "{}", "application/json"),
        (415, "x", "multipart/form-data"),
    ],
)
def test_a_form_that_is_none_changes_nothing(client: TestClient, status: int, body: str, kind: str) -> None:
    """An empty, overfull or foreign form is answered with a page that says so."""
    answer = client.post("/submissions", content=body, headers={"Content-Type": kind})

    assert (status, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert [] == client.get("/api/v1/submissions").json()["items"]


def test_an_empty_store_has_pages_too(client: TestClient) -> None:
    """A new user sees what to do first."""
    assert "Nothing has been handed in yet" in client.get("/").text
    assert "There is no cluster yet" in client.get("/clusters").text
    assert "No cluster is like this" in client.get("/clusters?q=museum").text


@pytest.mark.parametrize("path", ["/clusters/77", "/articles/77", "/clusters/x", "/nowhere", "/compare?a=1&b=77"])
def test_errors_of_pages_are_pages(reader: TestClient, path: str) -> None:
    """A person gets a sentence and a way back, not JSON."""
    answer = reader.get(path)

    assert answer.status_code in (404, 422)
    assert "To the overview" in answer.text
