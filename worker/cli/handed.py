"""What `add` and `import` share: how what was handed in stands in the ledger now."""

from __future__ import annotations

import time
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from worker.cli import show
from worker.cli.output import note
from worker.cli.waiting import look_for_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from worker.cli.desk import Desk
    from worker.intake import Accepted

T = TypeVar("T")
FULL_SECONDS: Final = 2.0
"""Pause before something is handed in again that found no room."""
LOOKED_AT: Final = 100
"""Last submissions that are asked whether they went out; a broker that is gone takes none of them."""


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists.

    Args:
        items: the stream.
        size: items of one list.
    """
    stream = iter(items)
    while some := list(islice(stream, size)):
        yield some


def rows(desk: Desk, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The ledger's rows of these submissions, as programs see them, each with its `cluster`.

    Args:
        desk: the call's parts.
        ids: the submissions.
    """
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import clusters, ledger  # noqa: PLC0415

    found: dict[int, dict[str, Any]] = {}
    with desk.engine.db.read() as conn:
        for number in dict.fromkeys(ids):
            row = ledger.get(conn, number)
            if row is not None:
                cluster = clusters.resolve(conn, row.article_id) if row.article_id else None
                found[number] = views.submission(row) | {"cluster": cluster}
    return found


def patiently(desk: Desk, hand_in: Callable[[], T]) -> T:
    """Hand something in, and wait as long as too much waits already and a worker works on it.

    Args:
        desk: the call's parts.
        hand_in: hands it in; nothing is taken when it raises `IntakeFull`.

    Returns:
        What it returns.

    Raises:
        Fault: nobody works on what waits.
    """
    from worker.intake import IntakeFull  # noqa: PLC0415 - with the engine, which only commands load

    told = False
    while True:
        try:
            return hand_in()
        except IntakeFull as full:
            look_for_workers(desk)
            if not told:
                note(f"{str(full).partition('.')[0]}. This waits until some are done.", style="yellow")
            told = True
            time.sleep(FULL_SECONDS)


def tell_unsent(desk: Desk, ids: Sequence[int]) -> None:
    """Say so when the broker does not take messages: submissions then wait without one.

    Args:
        desk: the call's parts.
        ids: the submissions, in the order in which they were handed in.
    """
    from worker.model.verdict import State  # noqa: PLC0415
    from worker.queue import waiting_messages  # noqa: PLC0415
    from worker.store import ledger  # noqa: PLC0415

    with desk.engine.db.read() as conn:
        last = [row for number in ids[-LOOKED_AT:] if (row := ledger.get(conn, number))]
    if any(row.state is State.QUEUED and row.published_at is None for row in last):
        standing = waiting_messages(desk.celery)
        if standing is None:
            note("The broker does not answer. All is written down, and goes out when `saring up` runs.", style="yellow")
        elif standing >= desk.settings.queue_limit:
            note("The queue is full. All is written down, and goes out with later sweeps.", style="yellow")


def refusal(one: Accepted) -> str:
    """A line about what was refused.

    Args:
        one: the answer.
    """
    return f"Refused: {shown(one)}: {one.error}"


def shown(one: Accepted) -> str:
    """What was handed in, as it was written but for a password.

    Args:
        one: the answer.
    """
    head, at, tail = one.asked.partition("://")
    return f"{head}{at}{tail.rpartition('@')[2]}" if "@" in tail.partition("/")[0] else one.asked


def counted(words: Iterable[str]) -> str:
    """How often each word stands there: "3 new, 1 rejected".

    Args:
        words: verdicts or states.
    """
    return summed(Counter(words))


def summed(counts: Mapping[str, int]) -> str:
    """Counts of verdicts or states in the order of the closed list: "3 new, 1 rejected".

    Args:
        counts: how often each stands there.
    """
    order = list(show.VERDICT_STYLES)
    return ", ".join(f"{counts[word]} {word}" for word in sorted(counts, key=order.index))
