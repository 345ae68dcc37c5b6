from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.settings import load
from worker.web.flower import search_link, task_link

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("where", "settings"),
    [
        ("http://127.0.0.1:5555", {}),
        ("http://[::1]:5600", {"flower_host": "::1", "flower_port": 5600}),
        ("https://newsroom.example/flower", {"flower_url": "https://newsroom.example/flower/"}),
    ],
)
def test_a_task_is_linked_where_flower_is_reached(where: str, settings: dict[str, object], tmp_path: Path) -> None:
    """What Flower binds is where it is reached, unless the operator says otherwise."""
    assert f"{where}/task/a1%2F2" == task_link(load(data_dir=tmp_path, **settings), "a1/2")


@pytest.mark.parametrize("settings", [{"flower_host": "0.0.0.0"}, {"flower_port": 0}])  # noqa: S104 - bound by nobody
def test_a_place_that_nobody_knows_makes_no_link(settings: dict[str, object], tmp_path: Path) -> None:
    """Every address is no address that a browser could go to."""
    loaded = load(data_dir=tmp_path, **settings)

    assert ("", "") == (task_link(loaded, "a1"), search_link(loaded, 12))


def test_no_task_no_link(tmp_path: Path) -> None:
    """A submission that no worker has taken yet has no task."""
    assert "" == task_link(load(data_dir=tmp_path), "")


def test_all_tries_of_a_submission_are_searched_for(tmp_path: Path) -> None:
    """Flower reads its search from the name in the URL."""
    assert "http://127.0.0.1:5555/tasks?name=ingest.%20kwargs%3Asubmission%3D12" == search_link(
        load(data_dir=tmp_path), 12
    )
