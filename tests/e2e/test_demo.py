"""The demo as a new user runs it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_demo_puts_every_page_where_it_should_go_and_says_why(tmp_path: Path) -> None:
    """The main job runs with every real part, ends with 0, and leaves nothing running."""
    ran = subprocess.run(
        [sys.executable, "-m", "worker.local.demo.run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (0, "") == (ran.returncode, ran.stderr), ran.stdout + ran.stderr
    assert "pages went where they should" in ran.stdout
    assert "P(same report)" in ran.stdout
    assert not (tmp_path / "saring-data" / "demo" / "valkey.sock").exists()
