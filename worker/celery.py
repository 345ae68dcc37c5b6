"""The Celery application: `celery -A worker worker`."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging

from config.celery import celery_settings
from config.logging import set_up
from config.settings import current

HEARTBEAT = "worker.heartbeat"
"""The file in the data folder that a living worker touches every two seconds; its age is the container's health."""

app = Celery("saring")
app.conf.update(celery_settings(current()))
app.steps["consumer"].add("worker.discreet:Discreet")


@setup_logging.connect
def _log_as_settings_say(**_: Any) -> None:
    set_up(current())


@heartbeat_sent.connect
def _touch_heartbeat(**_: Any) -> None:
    (current().data_dir / HEARTBEAT).touch()
