"""What a page says of itself is shown and never obeyed, on every page that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html as markup
from support.routes import pages

from worker.intake import article_key
from worker.model.submission import Pushed

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from worker.engine import Engine

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)><a href=javascript:alert(3)>x</a>{{7*7}}"
URLS = ("javascript:alert(4)", "https://jahat.example/\"onmouseover=alert(5)/'><script>", "data:text/html,<script>")
LINES = "\n".join(
    f"Warga dusun ke-{n} memasang papan baru bertuliskan {EVIL} di depan balai desa pada Senin pagi." for n in range(8)
)
HTML = f"""<html lang='"><script>'><head><title>{EVIL.replace("<", "&lt;")}</title>
<meta name=author content="Ani <script>alert(6)</script>"><meta property="article:section" content="<script>x</script>">
</head><body><article>{"".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in LINES.splitlines())}
<p>Editor: Budi &lt;script&gt;alert(7)&lt;/script&gt;</p></article></body></html>"""


@pytest.fixture
def hostile(make_client: Callable[..., TestClient]) -> TestClient:
    """A service whose store holds hostile titles, texts, people, addresses and reasons, two of them in one cluster."""
    client = make_client()
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    told = [
        Pushed(key=article_key(url="https://satu.example/a"), url="https://satu.example/a", title=EVIL, text=LINES),
        Pushed(key=article_key(url="https://dua.example/a"), url="https://dua.example/a", title=EVIL, html=HTML),
        *(Pushed(key=f"kunci-{n}{EVIL}", url=url, title=EVIL, text=LINES) for n, url in enumerate(URLS)),
    ]
    handed = [*engine.intake.pushed(told), *engine.intake.urls([f"http://10.0.0.8/{EVIL}"])]
    for one in handed:
        if one.submission:
            engine.pipeline.run(one.submission.id)
    engine.opine(1, 2, same=True, by=EVIL, note=EVIL)
    return client


def _ways(client: TestClient) -> list[str]:
    """Every page, with numbers and with hostile parameters."""
    found = []
    for path in pages(client.app):  # type: ignore[arg-type]
        if path in ("/openapi.json", "/metrics", "/healthz", "/readyz"):
            continue
        numbers = range(1, 7) if "{" in path else (1,)
        found += [path.replace("{id}", str(n)).replace("{cluster}", "1").replace("{name}", "x") for n in numbers]
    found += ["/compare?a=1&b=2", f"/clusters?q={EVIL}", f"/submissions?state={EVIL}", f"/{EVIL}", f"/articles/{EVIL}"]
    return [*found, f"/?lang={EVIL}", f"/clusters?cursor={EVIL}", f"/?zone={EVIL}"]


def test_no_page_obeys_what_it_shows(hostile: TestClient) -> None:
    """No script, no handler, no address that runs, no frame: what a stored page brought stands there as text."""
    seen = 0
    for way in _ways(hostile):
        answer = hostile.get(way, headers={"Accept": "text/html"})
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        tree = markup.document_fromstring(answer.text)
        seen += "alert(1)" in answer.text
        for element in tree.iter():
            assert element.tag not in ("script", "iframe", "object", "embed", "base", "svg"), way
            for name, value in element.attrib.items():
                assert not name.startswith("on"), (way, name)
                if name in ("href", "src", "action", "formaction"):
                    assert not value.strip().lower().startswith(("javascript:", "vbscript:", "data:text")), (way, value)
        assert "script" not in answer.headers["content-security-policy"]
        assert "49" not in [text.strip() for text in tree.itertext()]
    assert seen > 5


def test_a_form_shows_what_was_typed_as_text(hostile: TestClient) -> None:
    """What people type comes back escaped as well."""
    answer = hostile.post("/submissions", data={"urls": EVIL}, headers={"Origin": "http://127.0.0.1:8000"})

    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
