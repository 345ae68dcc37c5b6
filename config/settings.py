"""Every setting, with its type, its default and a sentence; the environment sets them as SARING_<NAME>."""

from __future__ import annotations

import difflib
import os
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from config.places import Places

PREFIX = "SARING_"
HIGHEST_PORT = 65535
CLOSE = 0.8
"""Likeness (difflib ratio) from which a known name is suggested for an unknown one; at 0.6 FOO was FLOWER_PORT."""


class SettingsError(ValueError):
    """A setting is unknown or malformed; the message names it and the way out."""


class Settings(Places):
    """All settings, those of `Places` first. Use `load()`: it also refuses unknown names."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    event_days: float = Field(
        default=30, gt=0, le=3650, description="How long events and their deliveries to webhooks are kept."
    )
    event_listeners: int = Field(
        default=100, ge=1, le=10_000, description="Most clients that one web service streams events to."
    )
    webhook_allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host:port pairs, comma separated, that webhooks may reach although not public.",
    )
    webhook_attempts: int = Field(
        default=12, ge=1, le=100, description="Tries before an event for a webhook is parked; 12 take some nine hours."
    )
    webhook_seconds: float = Field(default=10, gt=0, le=60, description="Longest time a webhook may take to answer.")
    deliver_seconds: float = Field(
        default=30,
        gt=0,
        le=3600,
        description="How often webhooks are looked after; new events nudge their delivery before that.",
    )

    worker_concurrency: int = Field(default=2, ge=1, le=256, description="Pool children of one worker.")
    lease_seconds: int = Field(
        default=180, ge=1, le=86400, description="How long a worker may hold a submission before another may take it."
    )
    child_memory_mib: int = Field(
        default=2048,
        ge=256,
        description="Memory that one pool child may take (Linux); what needs more fails, and is parked in the end. It "
        "takes 180 MiB at rest, and a page of 9 MB some 10 more.",
    )
    queue_limit: int = Field(
        default=20_000,
        ge=100,
        le=10_000_000,
        description="Most messages that stand in the queue; what is beyond waits in the ledger for a later sweep.",
    )
    unfinished_limit: int = Field(
        default=1_000_000,
        ge=100,
        description="Most submissions that wait to be finished; beyond, handing in has to wait (HTTP 429).",
    )
    max_attempts: int = Field(default=5, ge=1, le=100, description="Tries before a submission is parked.")
    retry_seconds: float = Field(
        default=30,
        ge=0,
        le=86400,
        description="Wait before the second try; doubles with each further one, up to an hour.",
    )
    requeue_seconds: float = Field(
        default=60, gt=0, le=3600, description="How often the sweeper publishes again what is not finished."
    )
    lost_seconds: float = Field(
        default=600,
        gt=0,
        le=86400,
        description="How long a queued submission may wait untaken before its message counts as lost.",
    )
    soft_limit_seconds: int = Field(
        default=90, ge=1, description="Time after which a task is asked to stop and tried again later."
    )
    hard_limit_seconds: int = Field(default=120, ge=1, description="Time after which a task's process is killed.")

    connect_to: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host:port=address:port rules, comma separated: fetches of the first go to the second, as with "
        "curl's --connect-to; for mirrors, tests and the demo. What is named here counts as allowed.",
    )
    user_agent: str = Field(
        default="Saring/0.1 (news clustering; set SARING_USER_AGENT to name yourself)",
        min_length=1,
        description="How the fetcher introduces itself; put a contact address in.",
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host:port pairs, comma separated, that may be fetched although they are not public."
    )
    obey_robots: bool = Field(default=True, description="Whether robots.txt is obeyed.")
    connect_seconds: float = Field(default=10, gt=0, description="Longest wait for a connection.")
    read_seconds: float = Field(default=20, gt=0, description="Longest wait between two pieces of an answer.")
    fetch_seconds: float = Field(default=60, gt=0, description="Longest time for one fetch, redirects included.")
    fetch_max_bytes: int = Field(
        default=10_000_000,
        gt=0,
        description="Largest page, counted after decompression. 10 MB: over 99.99 % of news pages fit (Media Cloud).",
    )
    fetch_max_redirects: int = Field(default=5, ge=0, le=30, description="Redirects that one fetch follows.")
    host_rate: float = Field(default=1.0, gt=0, description="Fetches a second to one host, over all workers.")
    host_burst: int = Field(
        default=3, ge=1, description="Fetches that one host may get at once before the rate counts."
    )

    feed_seconds: float = Field(
        default=900, ge=60, le=86400, description="How often a feed or sitemap is read that names no period of its own."
    )
    feed_items: int = Field(
        default=1000, ge=1, le=50_000, description="Most pages that one reading of a feed takes, the newest."
    )
    poll_seconds: float = Field(
        default=60, gt=0, le=3600, description="How often the scheduler looks which feeds are to be read."
    )

    window_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How long an article stays in the index, so how far apart two articles of one report may arrive.",
    )
    same_report: float = Field(
        default=0.5, ge=0, le=1, description="Probability from which two articles count as the same report."
    )
    same_version: float = Field(
        default=0.5, ge=0, le=1, description="Probability from which two articles of one report count as the same text."
    )

    learn_articles: int = Field(
        default=100_000,
        ge=0,
        le=1_000_000,
        description="How many of the newest articles are looked through for boilerplate, daily; 0 looks through none.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="One line for people, or one JSON object a line for programs."
    )

    @field_validator("allow_hosts", "connect_to", "webhook_allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_hosts", "webhook_allow_hosts")
    @classmethod
    def _host_and_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            host, _, port = pair.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
                raise ValueError(f"{pair!r} is not host:port, as in 127.0.0.1:8080")
        return value

    @field_validator("hard_limit_seconds")
    @classmethod
    def _after_soft(cls, value: int, info: ValidationInfo) -> int:
        # Celery arms the hard limit when the soft one has passed (asynpool.on_timeout_set), so it would come no earlier
        if value <= info.data.get("soft_limit_seconds", 0):
            raise ValueError("the hard limit must be longer than SARING_SOFT_LIMIT_SECONDS")
        return value

    @field_validator("connect_to")
    @classmethod
    def _route(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for rule in value:
            cls._host_and_port(tuple(rule.split("=")))
            if rule.count("=") != 1:
                raise ValueError(f"{rule!r} is not host:port=address:port, as in paper.example:80=127.0.0.1:8080")
        return value

    def environment(self) -> dict[str, str]:
        """The variables that give another process these very settings."""
        return {
            f"{PREFIX}{name.upper()}": _written(value)
            for name, field in type(self).model_fields.items()
            if (value := getattr(self, name)) != field.default
        }


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def load(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Args:
        overrides: settings by field name that win over the environment.

    Returns:
        The settings.

    Raises:
        SettingsError: a SARING_ name is unknown, or a value is malformed; every one is named.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    faults = []
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=CLOSE)
            faults.append(f"{name} is no setting{f'; did you mean {near[0]}?' if near else ''}")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults += [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(faults) + ". docs/settings.md lists them all.") from None
    if faults:
        raise SettingsError("; ".join(faults) + ". docs/settings.md lists them all.")
    return settings


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once."""
    return load()
