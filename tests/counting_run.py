"""A count of stock sent to the API under an idempotency key; safe to send again.

As a script it sends it once, and halts where it is told to until it is killed.
"""

from typing import Any

QUERY = """mutation ($input: CountStockInput!) { counted: countStock(input: $input) {
  movement { id quantity } deposit { onHand } errors { code } } }"""


def send(market: str, token: str, given: dict[str, Any]) -> dict[str, Any]:
    """Count: the answer's body."""
    return post(market, token, QUERY, given)


def post(market: str, token: str, query: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answer's body to any mutation."""
    import orjson
    from django.test import Client

    headers = {"host": f"{market}.testserver", "authorization": f"Bearer {token}"}
    body = orjson.dumps({"query": query, "variables": {"input": given}})
    response = Client(headers=headers).post("/graphql/", body, content_type="application/json")
    answered: dict[str, Any] = orjson.loads(response.content)
    return answered


def counting(deposit_id: str, key: str, expected: int, found: int) -> dict[str, Any]:
    """What a counter says."""
    return {
        "depositId": deposit_id,
        "onHand": found,
        "expectedOnHand": expected,
        "reason": "inventaire",
        "occurredAt": "2026-11-10T09:00:00Z",
        "idempotencyKey": key,
    }


def send_and_halt(
    place: int | None, market: str, token: str, deposit_id: str, key: str, expected: str, found: str
) -> None:
    """Send it once, and halt at a place."""
    from crashing import halting_at

    from tenants.database.session import as_market

    with as_market(market), halting_at(place):
        send(market, token, counting(deposit_id, key, int(expected), int(found)))


if __name__ == "__main__":
    from crashing import serve_nursery

    from config.environment import ENV
    from config.start import start_process

    start_process(ENV)
    serve_nursery(send_and_halt)
