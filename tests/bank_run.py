"""What a worker and a person do for one batch, from its file to the bank's last answer; safe to do again.

As a script it does so for one batch of a market, and halts where it is told to until it is killed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from bank import Bank

from kernel.halfmonth import business_date


@dataclass(frozen=True)
class Run:
    """One batch of a market and the folder of the bank that pays it. `seed` is the luck of the network."""

    folder: Path
    batch_id: UUID
    at: datetime
    seed: int

    def do(self, pass_by: Callable[[], None] = lambda: None) -> None:
        """The whole way, as the market whose login is in use. Nothing remembers how far an earlier run came,
        so the bank may be brought the file again, and the market every answer.
        """
        from markets.payouts import operations as payouts
        from tenants.audit.types import Origin

        bank = Bank(self.folder, repeats=True)
        payouts.submit_batch(batch_id=self.batch_id, at=self.at, actor="worker")
        pass_by()
        file = payouts.download_bank_file(batch_id=self.batch_id, origin=Origin(at=self.at, actor="worker"))
        pass_by()
        bank.deliver(file.content)
        pass_by()
        bank.open_inbox(self.at)
        self._bring(bank.answers(self.seed))
        paid = self.at + timedelta(days=1)
        bank.settle(business_date(paid), paid)
        self._bring(bank.answers(self.seed + 1))
        returned = self.at + timedelta(days=3)
        bank.return_transfers(business_date(returned), returned)
        self._bring(bank.answers(self.seed + 2))
        self._bring(bank.answers())

    def _bring(self, contents: list[bytes]) -> None:
        from markets.payouts import operations as payouts

        for content in contents:
            later = self.at + timedelta(days=3)
            payouts.upload_bank_answer(content=content, at=later, actor="worker")


def run_and_halt(place: int | None, market: str, folder: str, batch_id: str, at: str, seed: str) -> None:
    """Do it in a process of its own."""
    from crashing import halting_at

    from tenants.database.session import as_market

    run = Run(Path(folder), UUID(batch_id), datetime.fromisoformat(at), int(seed))
    with as_market(market), halting_at(place) as places:
        run.do(places.pass_by)


if __name__ == "__main__":
    from crashing import serve_nursery

    from config.environment import ENV
    from config.start import start_process

    start_process(ENV)
    serve_nursery(run_and_halt)
