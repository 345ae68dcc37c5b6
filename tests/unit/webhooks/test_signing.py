from __future__ import annotations

import base64

from worker.store.webhooks import Webhook
from worker.webhooks.deliverer import LONGEST_WAIT, wait_after
from worker.webhooks.signing import headers, new_secret


def test_the_specification_s_own_example_is_signed_alike() -> None:
    """The values are those that the reference libraries of Standard Webhooks test themselves with."""
    signed = headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == signed["webhook-signature"]


def test_secrets_are_long_and_their_own() -> None:
    """24 to 64 bytes are asked for, and no two are the same."""
    secrets = {new_secret() for _ in range(20)}

    assert 20 == len(secrets)
    assert {32} == {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets}


def test_a_webhook_never_says_its_secret_by_itself() -> None:
    """Logs and tracebacks print objects; four characters tell two secrets apart."""
    secret = new_secret()
    webhook = Webhook(1, "https://r.example/", secret, (), True, "", 0, 0.0, 0.0)

    assert secret not in repr(webhook)
    assert f"…{secret[-4:]}" == webhook.hint


def test_waits_grow_to_a_bound() -> None:
    """Twelve tries take some nine hours and a half."""
    waits = [wait_after(attempts) for attempts in range(1, 12)]

    assert [5, 15, 45] == waits[:3]
    assert LONGEST_WAIT == waits[-1] == wait_after(1000)
    assert 9.5 == round(sum(waits) / 3600, 1)
