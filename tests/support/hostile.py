"""The project's Celery application with a cleaner that some texts break: `celery -A support.hostile`."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from worker.celery import app
from worker.clean.cleaner import Cleaner
from worker.engine import engine

if TYPE_CHECKING:
    from worker.model.article import Cleaned

__all__ = ["app"]

CRASHES = "Kalimat ini merobohkan proses."
EATS = "Kalimat ini memakan seluruh ingatan."
HANGS = "Kalimat ini tidak pernah selesai."
MEND = "mended"
"""A file in the data folder; while it is there, nothing breaks."""


class FragileCleaner(Cleaner):
    """Cleans as the shipped one does, but for three sentences that no parser should ever meet."""

    def text(self, text: str, *, url: str = "", title: str = "", date: str = "") -> Cleaned:
        """Break where the text says so."""
        if not (engine().settings.data_dir / MEND).exists():
            if CRASHES in text:
                os.kill(os.getpid(), signal.SIGSEGV)
            if EATS in text:
                eaten = []
                while True:
                    eaten.append(bytearray(16 << 20))  # untouched, so that no busy machine makes it slow
            while HANGS in text:
                time.sleep(0.05)
        return super().text(text, url=url, title=title, date=date)


engine().cleaner = FragileCleaner(engine().rules, learned=engine().latest)  # type: ignore[misc]
