"""Celery's settings, each as it was measured (celery 5.7, kombu 5.7, Valkey 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery.schedules import crontab
from kombu.entity import Queue

if TYPE_CHECKING:
    from config.settings import Settings

INGEST = "ingest"
UPKEEP = "upkeep"
VISIBILITY_SECONDS = 600
"""After this an unacknowledged message goes out again: longer than hard limit and longest countdown together."""
LONGEST_COUNTDOWN = 300
"""A longer wait stays in the ledger, where the sweeper finds it: a countdown sits in a worker and is lost with it."""
EXPIRE_AT = crontab(minute=17, hour="*/6")
"""When the index drops what is older than its window (UTC); what stays a little longer only takes memory. A time of the
day and no period: a scheduler that keeps nothing would begin a period anew with each start."""
TIDY_AT = crontab(minute=37, hour="*/6")
"""When events that need not be kept are dropped; a few hours more only take room."""
LEARN_AT = crontab(minute=7, hour=19)
"""When boilerplate is looked for, at night in Indonesia: furniture changes with a site's redesigns, and a day brings
enough news."""
KEY_PREFIX = "saring:"


def celery_settings(settings: Settings) -> dict[str, Any]:
    """Celery's configuration for these settings.

    Args:
        settings: Saring's settings.

    Returns:
        What `Celery.conf.update` takes.
    """
    return {
        "broker_url": settings.broker,
        "imports": ("tasks.ingest", "tasks.sources", "tasks.upkeep"),
        # no result backend: the ledger answers, and Flower shows results from events; a backend loses tasks when the
        # connection drops and grows keys without end
        "task_ignore_result": True,
        "result_backend": None,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # bounds a message that kills its worker: without it one task ran 96 times in 12 s
        "task_retry_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": settings.soft_limit_seconds,
        "task_time_limit": settings.hard_limit_seconds,
        # True terminates running tasks and loses them when the broker restarts
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_SECONDS,
            "unacked_restore_interval": 15,  # the default restores every 100 s, whatever the time limit says
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_timeout": 5,  # a broker that stands still (SIGSTOP, a dead network) held whoever published for ever
            "socket_keepalive": True,
            "global_keyprefix": KEY_PREFIX,
        },
        "task_default_queue": INGEST,
        "task_queues": (Queue(INGEST), Queue(UPKEEP)),
        "task_routes": {"sources.*": {"queue": UPKEEP}, "upkeep.*": {"queue": UPKEEP}},
        "task_serializer": "json",
        "accept_content": ["json"],
        "event_serializer": "json",
        "worker_concurrency": settings.worker_concurrency,
        "worker_send_task_events": True,
        "task_send_sent_event": True,
        "task_track_started": True,
        "worker_disable_rate_limits": True,  # Celery's count per worker; the host budget counts over all of them
        "worker_max_tasks_per_child": 1000,
        "worker_max_memory_per_child": 400_000,  # KiB
        "worker_hijack_root_logger": False,
        # TERM (with REMAP_SIGTERM=SIGQUIT): what runs may finish, the rest goes back to the queue; an idle worker ends
        # at once, since with on_idle it sat out the whole time, 103 s of it
        "worker_soft_shutdown_timeout": 100,
        "worker_enable_soft_shutdown_on_idle": False,
        "worker_eta_task_limit": 1000,
        "beat_schedule": {
            "requeue": {
                "task": "upkeep.requeue",
                "schedule": settings.requeue_seconds,
                # a sweep that waited longer than its period is served by the next one
                "options": {"expires": max(settings.requeue_seconds, 1)},
            },
            "expire": {"task": "upkeep.expire", "schedule": EXPIRE_AT},
            "deliver": {
                "task": "upkeep.deliver",
                "schedule": settings.deliver_seconds,
                "options": {"expires": max(settings.deliver_seconds, 1)},  # as above
            },
            "poll": {
                "task": "sources.poll",
                "schedule": settings.poll_seconds,
                "options": {"expires": max(settings.poll_seconds, 1)},  # as above
            },
            "tidy": {"task": "upkeep.tidy", "schedule": TIDY_AT},
            "learn": {"task": "upkeep.learn", "schedule": LEARN_AT},
        },
        # the persistent one keeps its times in a shelve, which is a file of pickles
        "beat_scheduler": "celery.beat:Scheduler",
        "timezone": "UTC",
        "enable_utc": True,
    }
