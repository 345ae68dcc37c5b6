"""Signing by Standard Webhooks 1 (standardwebhooks.com): HMAC-SHA-256 with a secret that both sides keep."""

from __future__ import annotations

import base64
import hashlib
import hmac
from secrets import token_bytes
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
"""The specification asks for 24 to 64 random bytes."""


def new_secret() -> str:
    """A secret as receivers keep it."""
    return PREFIX + base64.b64encode(token_bytes(SECRET_BYTES)).decode()


def headers(*secrets: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a message is ours and not an old one.

    Args:
        secrets: as `new_secret` made them; each signs, so that a receiver may know either while they change.
        message_id: the same for every try of one message, so that a receiver can tell a repetition.
        at: when it is sent, seconds since 1970; it is signed too.
        body: the very bytes that are sent.

    Returns:
        webhook-id, webhook-timestamp and webhook-signature.
    """
    signed = b".".join((message_id.encode(), str(at).encode(), body))
    signatures = " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)
    return {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": signatures}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
