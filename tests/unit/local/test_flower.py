from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.settings import load
from worker.local.flower import names_of, page_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("path", "kwargs"),
    [
        ("/submissions/12", "{'submission': 12, 'url': 'https://pagi.example/'}"),
        ("/submissions/7", "{'submission': 7, 'url': 'https://pagi.example/aaaa..."),
        ("", "{'url': \"{'submission': 7}\"}"),
        ("", "{}"),
        ("", None),
    ],
)
def test_a_task_leads_to_its_submission(path: str, kwargs: str | None, tmp_path: Path) -> None:
    """The number is read where Celery prints it, and nowhere else; a cut URL takes nothing away."""
    assert (f"http://127.0.0.1:8000{path}" if path else "") == page_of(load(data_dir=tmp_path), kwargs)


def test_pages_that_nobody_can_name_are_not_linked(tmp_path: Path) -> None:
    """Every address is none that a browser could go to; an operator's own name is."""
    everywhere = "0.0.0.0"  # noqa: S104 - bound by nobody
    assert "" == page_of(load(data_dir=tmp_path, web_host=everywhere), "{'submission': 1}")
    named = load(data_dir=tmp_path, web_host=everywhere, web_url="https://newsroom.example/saring/")
    assert "https://newsroom.example/saring/submissions/1" == page_of(named, "{'submission': 1}")


def test_without_a_password_only_known_names_are_answered(tmp_path: Path) -> None:
    """Loopback's, what it binds, and what the operator says; with a password any."""
    bare = names_of(load(data_dir=tmp_path, flower_url="https://flower.newsroom.example/"))
    guarded = names_of(load(data_dir=tmp_path, flower_basic_auth="ani:rahasia"))

    assert {"localhost", "127.0.0.1", "::1", "flower.newsroom.example"} == bare
    assert guarded is None
