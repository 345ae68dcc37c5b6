"""Links on a page lead where the page is, whatever address it was asked by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["//jahat.example/", "/\\jahat.example/", "///jahat.example", "/a//jahat.example"])
def test_no_link_leaves(reader: TestClient, path: str) -> None:
    """An address with two slashes would, as a link to itself in another language, lead to another site."""
    answer = reader.get(f"http://127.0.0.1:8000{path}", headers={"Accept": "text/html"})
    links = re.findall(r'(?:href|action)="([^"]*)"', answer.text)

    assert 404 == answer.status_code
    assert {"127.0.0.1", None} >= {
        urlsplit(urljoin("http://127.0.0.1:8000/", link.replace("\\", "/"))).hostname for link in links
    }
