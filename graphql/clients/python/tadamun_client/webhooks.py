"""Whether a webhook's request comes from Tadamun: Standard Webhooks, signatures of version `v1`."""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE_SECONDS = 300


class NotVerifiedError(Exception):
    """Somebody else may have sent it: answer 400 and do nothing."""


def verify(body: bytes, headers: Mapping[str, str], *secrets: str, now: float | None = None) -> Any:
    """What was sent, read from JSON, if one of your secrets signed it within the last 300 seconds.

    Give the bytes as they came. While a secret is rotated give both. Remember the header `webhook-id`: it is
    the same each time something is sent again.
    """
    said = {name.lower(): value for name, value in headers.items()}
    try:
        identifier, timestamp = said["webhook-id"], said["webhook-timestamp"]
        signatures = said["webhook-signature"]
        sent_at = int(timestamp)
    except (KeyError, ValueError) as error:
        raise NotVerifiedError("a header of Standard Webhooks is missing or malformed") from error
    if abs((time.time() if now is None else now) - sent_at) > TOLERANCE_SECONDS:
        raise NotVerifiedError("too old, or from the future")
    content = b".".join([identifier.encode(), timestamp.encode(), body])
    given = [_decoded(each[3:]) for each in signatures.split() if each.startswith("v1,")]
    expected = [hmac.digest(_key(secret), content, "sha256") for secret in secrets]
    matches = [hmac.compare_digest(one, other) for one in given for other in expected]
    if not any(matches):
        raise NotVerifiedError("none of its signatures is ours")
    return json.loads(body)


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"), validate=True)


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except binascii.Error:
        return b""
