from __future__ import annotations

from typing import TYPE_CHECKING

from support.receiver import happen

from worker.store import deliveries, webhooks
from worker.store.deliveries import DeliveryState
from worker.webhooks.signing import new_secret

if TYPE_CHECKING:
    from support.cli import Cli

URL = "https://newsroom.example/hooks/saring"


def test_a_webhook_is_added_listed_and_removed(cli: Cli) -> None:
    """Its secret is shown once; a list shows only the end of it."""
    assert "There is no webhook." in cli("webhooks", "list")
    secret = cli("webhooks", "add", URL, "--type", "clusters.merged").splitlines()[1]
    listed = cli("webhooks", "list")
    [one] = cli.json("webhooks", "list")

    assert secret.startswith("whsec_")
    assert secret not in listed
    assert (URL, ["clusters.merged"], True, f"…{secret[-4:]}") == (
        one["url"],
        one["types"],
        one["active"],
        one["secret_hint"],
    )
    assert {"removed": one["id"]} == cli.json("webhooks", "remove", str(one["id"]))
    assert [] == cli.json("webhooks", "list")


def test_messages_are_listed_and_parked_ones_sent_again(cli: Cli) -> None:
    """What was given up is seen with its reason, and waits again when asked."""
    number = cli.json("webhooks", "add", URL, "--after", "0")["id"]
    db = cli.engine.db
    happen(db, 2)
    with db.write() as conn:
        hook = webhooks.get(conn, number)
        assert hook
        deliveries.hand_out(conn, hook, now=0.0)
        for delivery, _ in deliveries.due(conn, number, now=0.0, limit=9):
            deliveries.note(conn, delivery, DeliveryState.PARKED, now=0.0, reason="The receiver said 500.")
    parked = cli.json("webhooks", "deliveries", str(number), "--state", "parked")

    assert [(2, 1, "The receiver said 500."), (1, 1, "The receiver said 500.")] == [
        (one["event"], one["attempts"], one["reason"]) for one in parked
    ]
    assert "The receiver said 500." in cli("webhooks", "deliveries", str(number))
    assert {"again": 1} == cli.json("webhooks", "retry", str(number), "--event", "2")
    assert "1 message will be sent again" in cli("webhooks", "retry", str(number))
    assert "There is no such message." in cli("webhooks", "deliveries", str(number), "--state", "done")


def test_a_receiver_is_tried_out_and_its_secret_changed(cli: Cli) -> None:
    """The new secret is shown once; a receiver that can't be reached is a fault that says why."""
    with cli.engine.db.write() as conn:
        inside = webhooks.add(conn, url="http://10.0.0.8/hook", secret=new_secret(), types=(), now=0.0)
    made = cli("webhooks", "rotate", str(inside.id)).splitlines()
    hint = cli.json("webhooks", "list")[0]["secret_hint"]
    cli("webhooks", "test", str(inside.id))

    assert made[1].startswith("whsec_")
    assert f"…{made[1][-4:]}" == hint != inside.hint
    assert 1 == cli.code
    assert "did not take the test message. 10.0.0.8" in " ".join(cli.err.replace("│", " ").split())


def test_what_can_not_be_is_one_sentence_with_the_way_out(cli: Cli) -> None:
    """A place inside, an unknown type, a future event, no such webhook, and wrong usage."""
    for arguments, code, said in (
        (("add", "http://10.0.0.8/hook"), 1, "SARING_WEBHOOK_ALLOW_HOSTS"),
        (("add", "ftp://newsroom.example/"), 1, "Only http and https"),
        (("add", URL, "--type", "article.read"), 1, "article.stored"),
        (("add", URL, "--after", "12"), 1, "no event 12 yet"),
        (("remove", "7"), 1, "saring webhooks list"),
        (("retry", "7"), 1, "saring webhooks list"),
        (("deliveries", "7"), 1, "saring webhooks list"),
        (("test", "7"), 1, "saring webhooks list"),
        (("rotate", "7"), 1, "saring webhooks list"),
        (("add",), 2, "saring webhooks add URL"),
        (("retry", "all"), 2, "saring webhooks retry ID"),
        (("list", "7"), 2, "takes neither"),
    ):
        cli("webhooks", *arguments)
        assert (code, True) == (cli.code, said in " ".join(cli.err.replace("│", " ").split())), arguments
