"""Webhooks: who is told of events, and what became of each message."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response

from worker import views
from worker.store import deliveries
from worker.store.deliveries import DeliveryState
from worker.web.cursor import HIGHEST_ID, number_of, of_number
from worker.web.parts import Cursor, Limit, Number, Running, missing
from worker.web.problems import faulty
from worker.web.routes import Tagged
from worker.web.schemas_events import DeliveryPage, NewWebhook, Retried, Tried, Webhook, WebhookList, WebhookWish
from worker.webhooks.subscriptions import WebhookRefused

if TYPE_CHECKING:
    from worker.engine import Engine
    from worker.store.webhooks import Counted

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=Tagged)

OneEvent = Annotated[int | None, Query(ge=1, le=HIGHEST_ID, description="Only this event, even when it has arrived.")]


@router.post("", status_code=HTTPStatus.CREATED, response_model=NewWebhook)
def add(engine: Running, wish: WebhookWish, response: Response) -> views.View:
    """Have events posted to a URL, signed with a secret that only this answer shows.

    docs/events.md says how a receiver verifies them. What is not taken is sent again, for some nine hours.
    """
    try:
        made = engine.subscriptions.add(wish.url, types=[kind.value for kind in wish.types], after=wish.after)
    except WebhookRefused as error:
        raise faulty([(error.field, str(error))]) from error
    response.headers["Location"] = f"/api/v1/webhooks/{made.id}"
    return views.webhook(_counted(engine, made.id), engine.clock()) | {"secret": made.secret}


@router.get("", response_model=WebhookList)
def every(engine: Running) -> views.View:
    """All webhooks, and how their messages stand; a secret is never shown again."""
    now = engine.clock()
    return {"items": [views.webhook(one, now) for one in engine.subscriptions.every()]}


@router.get("/{id}", response_model=Webhook)
def one(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """A webhook, and how its messages stand."""
    return views.webhook(_counted(engine, id), engine.clock())


@router.delete("/{id}", status_code=HTTPStatus.NO_CONTENT)
def remove(engine: Running, id: Number) -> None:  # noqa: A002 - the name in the path
    """Tell it nothing more; what waits for it is dropped."""
    if not engine.subscriptions.remove(id):
        raise _unknown(id)


@router.get("/{id}/deliveries", response_model=DeliveryPage)
def page(
    engine: Running,
    id: Number,  # noqa: A002 - the name in the path
    state: Annotated[DeliveryState | None, Query(description="Only those in this state.")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> views.View:
    """What became of each message to a webhook, the newest event first."""
    _counted(engine, id)
    with engine.db.read() as conn:
        rows = deliveries.page(conn, id, state=state, before=number_of(cursor), limit=limit + 1)
    return {
        "items": [views.delivery(row) for row in rows[:limit]],
        "next": of_number(rows[limit - 1].event_id) if len(rows) > limit else None,
    }


@router.post("/{id}/retry", response_model=Retried)
def retry(engine: Running, id: Number, event: OneEvent = None) -> views.View:  # noqa: A002 - the name in the path
    """Send parked messages again, and switch the webhook on again when it was off."""
    again = engine.subscriptions.retry(id, event=event)
    if again is None:
        raise _unknown(id)
    engine.bell.ring()
    return {"again": again}


@router.post("/{id}/test", response_model=Tried)
def try_out(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """Post a signed message of the type `webhook.test` now, and say what the receiver answered.

    Nothing is kept of it.
    """
    done = engine.deliverer.try_out(id)
    if done is None:
        raise _unknown(id)
    arrived, reply = done
    return {"arrived": arrived, "status": reply.status, "reason": reply.reason}


@router.post("/{id}/secret", response_model=NewWebhook)
def rotate(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """Give a webhook a new secret, which only this answer shows.

    For 24 hours messages bear a signature of each, the old and the new one, so that none is refused meanwhile.
    """
    made = engine.subscriptions.rotate(id)
    if made is None:
        raise _unknown(id)
    return views.webhook(_counted(engine, id), engine.clock()) | {"secret": made.secret}


def _counted(engine: Engine, number: int) -> Counted:
    found = engine.subscriptions.get(number)
    if found is None:
        raise _unknown(number)
    return found


def _unknown(number: int) -> Exception:
    return missing(f"There is no webhook {number}; GET /api/v1/webhooks lists what there is.")
