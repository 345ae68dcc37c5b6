"""What the API tells of events and webhooks, with examples."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from worker.store.deliveries import DeliveryState
from worker.store.events import EventType
from worker.web.cursor import HIGHEST_ID
from worker.web.wishes import Text

_URL = "https://newsroom.example/hooks/saring"


class Event(BaseModel):
    """Something that happened."""

    id: int = Field(description="Its number; grows.", examples=[812])
    type: EventType = Field(examples=["cluster.grew"])
    timestamp: str = Field(description="ISO 8601, UTC.", examples=["2026-11-20T02:15:04.120+00:00"])
    data: dict[str, Any] = Field(description="Whom it concerns.", examples=[{"cluster": 12, "articles": [38]}])


class EventPage(BaseModel):
    """Events, oldest first."""

    items: list[Event]
    next: int = Field(description="Give it back as `after`.", examples=[812])


class WebhookWish(BaseModel):
    """Where events shall be posted to."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"url": _URL, "types": ["cluster.created", "cluster.grew"]}}
    )

    url: Text = Field(max_length=2000, description="An absolute http or https URL.")
    types: list[EventType] = Field(default=[], max_length=20, description="Only these; none for all.")
    after: Annotated[int, Field(ge=0, le=HIGHEST_ID)] | None = Field(
        default=None, description="Begin after this event; 0 begins with the oldest that is kept. Without it: now."
    )


class Webhook(BaseModel):
    """Who is told of events."""

    id: int = Field(examples=[1])
    url: str = Field(examples=[_URL])
    types: list[EventType] = Field(description="Which; none is all.", examples=[["cluster.created", "cluster.grew"]])
    active: bool = Field(description="False when its receiver said 410: it is told nothing until it is retried.")
    reason: str = Field(description="What its receiver last failed with, or why it is off.", examples=[""])
    secret_hint: str = Field(description="The end of its secret.", examples=["…4Xw="])
    waiting: int = Field(description="Messages on their way.", examples=[0])
    done: int = Field(description="Messages that arrived.", examples=[211])
    parked: int = Field(description="Messages that were given up.", examples=[0])
    next_try: str | None = Field(description="When its receiver is tried next, while it fails.", examples=[None])
    created: str = Field(examples=["2026-11-20T02:15:04+00:00"])


class NewWebhook(Webhook):
    """A webhook that was just added, with its secret."""

    secret: str = Field(
        description="Verify messages with it; it is shown this once.",
        examples=["whsec_BiE3Qm9tYXJpIGl0dSBzZWJ1YWggY29udG9oIHNhamE="],
    )


class Tried(BaseModel):
    """What a receiver made of a test message."""

    arrived: bool = Field(description="Whether it took it.", examples=[True])
    status: int | None = Field(description="Its HTTP status; null when no answer came.", examples=[204])
    reason: str = Field(examples=["The receiver said 204 No Content."])


class WebhookList(BaseModel):
    """All webhooks."""

    items: list[Webhook]


class Delivery(BaseModel):
    """One event on its way to one webhook."""

    event: int = Field(examples=[812])
    type: EventType = Field(examples=["cluster.grew"])
    state: DeliveryState = Field(examples=["done"])
    attempts: int = Field(examples=[1])
    reason: str = Field(description="What the receiver said last.", examples=["The receiver said 204 No Content."])
    due: str = Field(description="When it may be sent next.", examples=["2026-11-20T02:15:04+00:00"])
    updated: str = Field(examples=["2026-11-20T02:15:05+00:00"])


class DeliveryPage(BaseModel):
    """Deliveries, the newest event first."""

    items: list[Delivery]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.", examples=[None])


class Retried(BaseModel):
    """What a retry did."""

    again: int = Field(description="Messages that wait again.", examples=[3])
