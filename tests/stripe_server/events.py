"""Events and their signed deliveries to endpoints: at once, or when a test says so."""

import hashlib
import hmac
import json
import random
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from stripe_server.world import API_VERSION, PLATFORM, Object, World


@dataclass
class Endpoint:
    """Where events go. `hold` endpoints wait until deliveries are flushed or taken."""

    id: str
    url: str
    secret: str
    hold: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    types: str = ".*"


@dataclass
class Delivery:
    """One event on its way to one endpoint."""

    event: str
    endpoint: str
    attempts: int = 0
    done: bool = False


def emit(world: World, kind: str, thing: Object, owner: str = PLATFORM) -> Object:
    """Something happened to an object of an account: keep the event, and owe it to the endpoints."""
    event = world.add(
        owner,
        {
            "id": world.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": world.now,
            "data": {"object": world.snapshot(thing)},
            "livemode": False,
            "pending_webhooks": len(world.endpoints),
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        },
    )
    if owner != PLATFORM:
        event["account"] = owner
    world.deliveries += [
        Delivery(event["id"], endpoint.id)
        for endpoint in world.endpoints
        if re.fullmatch(endpoint.types, kind)
    ]
    return event


def message(world: World, delivery: Delivery) -> tuple[str, dict[str, str], bytes]:
    """Address, headers and body of a delivery, signed with the endpoint's secret at this moment."""
    endpoint = next(e for e in world.endpoints if e.id == delivery.endpoint)
    body = json.dumps(world.objects[delivery.event]).encode()
    return endpoint.url, {**endpoint.headers, **signed(body, endpoint.secret, world.now)}, body


def signed(body: bytes, secret: str, timestamp: int) -> dict[str, str]:
    """The headers of a delivery: HMAC-SHA256 of `timestamp.body` (docs.stripe.com/webhooks, "Verify")."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (test server)",
        "Stripe-Signature": f"t={timestamp},v1={mac.hexdigest()}",
    }


def due(world: World, *, held: bool) -> list[Delivery]:
    """What is still owed to endpoints that hold, or to those that do not."""
    holding = {endpoint.id: endpoint.hold for endpoint in world.endpoints}
    return [d for d in world.deliveries if not d.done and holding.get(d.endpoint) is held]


def arranged(
    deliveries: list[Delivery], *, copies: int = 1, seed: int | None = None, backwards: bool = False
) -> list[Delivery]:
    """The deliveries as a hostile network brings them: several times each, in another order."""
    found = [delivery for delivery in deliveries for _ in range(copies)]
    if backwards:
        found.reverse()
    if seed is not None:
        random.Random(seed).shuffle(found)
    return found


def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """Send a delivery; the status that came back, 0 when nothing did."""
    try:
        sent = urllib.request.Request(url, body, headers, method="POST")
        with urllib.request.urlopen(sent, timeout=20) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def described(delivery: Delivery) -> dict[str, Any]:
    return {"event": delivery.event, "endpoint": delivery.endpoint, "attempts": delivery.attempts}
