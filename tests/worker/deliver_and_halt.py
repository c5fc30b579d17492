"""Delivers to one webhook of a market, and halts between the receiver's answer and what is written of it."""

from typing import Any

from crashing import Places, halting_at, serve_nursery

from config.environment import ENV
from config.start import start_process


def deliver(place: int | None, market: str, webhook: str) -> None:
    """Places are passed by the SQL statements, and by an answer that has come."""
    from api.webhooks.standing import may_be_told
    from kernel import clock
    from markets.webhooks.books import MARKET_BOOKS
    from tenants.database.session import as_market
    from tenants.webhooks import gateways, jobs

    with as_market(market), halting_at(place) as places:
        _pass_by_after_sending(gateways.HttpSender, places)
        jobs.deliver(now=clock.now(), webhook=webhook, books=MARKET_BOOKS, told=may_be_told, clock=clock.now)


def _pass_by_after_sending(sender: Any, places: Places) -> None:
    send = sender.send

    def sent(self: Any, outgoing: Any) -> Any:
        answer = send(self, outgoing)
        places.pass_by()
        return answer

    sender.send = sent


if __name__ == "__main__":
    start_process(ENV)
    serve_nursery(deliver)
