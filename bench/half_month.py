"""One half-month of 356 cooperatives, from the cut-off to the bank's file and every statement on paper.

    .venv/bin/python -m bench.half_month [--tickets 1500]

Builds a market on the embedded server in a database of its own, sells, and then prints what each step takes
and the most memory that Python held. Timings are of one run on one machine: compare steps with each other.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bench.alone import APPROVER, AT, BEFORE, MARKET, PREPARER, nation_with
from kernel.halfmonth import HalfMonth
from kernel.identifiers import ice_with_key, rib_with_key
from kernel.ids import new_id
from markets.documents import operations as documents
from markets.documents.types import FileKind
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.listings.types import ListingDraft
from markets.payouts import operations as payouts
from markets.payouts.bank.types import BankLayout
from markets.payouts.types import Rail
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.sales import operations as sales
from markets.sales.types import SaleLineRequest, TenderKind, TenderRequest
from markets.settlement import operations as settlement
from markets.settlement import queries as reviews
from markets.settlement.models import Statement, StatementLine
from markets.stock import operations as stock
from markets.tills import operations as tills
from markets.verification.queries import violations
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Cooperative
from shared_catalog.seed import operations as seed
from tenants.audit.types import Origin
from tenants.database.session import as_hq, as_market
from tenants.network import operations as network

HALF_MONTH = HalfMonth(2026, 11, 1)
_LINES_A_TICKET = 4


@contextmanager
def told(step: str) -> Iterator[Callable[[str], None]]:
    """Print what a step took, with what it says of itself."""
    said: list[str] = []
    began = time.perf_counter()
    yield said.append
    took = time.perf_counter() - began
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{step:<44}{took:>9.2f} s{mebibytes:>8} MiB  {' '.join(said)}", flush=True)


def build() -> list[Listing]:
    """Open the market, with two goods of every cooperative on sale."""
    with as_hq():
        seed.admit_all(market_schema=MARKET, at=BEFORE, actor=PREPARER)
        network.open_market(slug=MARKET, at=BEFORE)
    with as_market(MARKET):
        return stocked()


def stocked() -> list[Listing]:
    """Two goods of every cooperative on sale, with more than is sold of each."""
    drafts = [
        ListingDraft(product.id, product.recommended_price_minor)
        for cooperative_id in Cooperative.objects.order_by("code").values_list("id", flat=True)
        for product in Product.objects.filter(cooperative_id=cooperative_id).order_by("code")[:2]
    ]
    listings.list_products(drafts=drafts, listed_at=AT, actor=PREPARER)
    goods = list(Listing.objects.order_by("product__code"))
    for listing in goods:
        stock.deposit_goods(
            deposit_id=new_id(),
            listing_id=listing.id,
            quantity=5_000,
            occurred_at=AT,
            recorded_at=AT,
            actor=PREPARER,
        )
    return goods


def sell(goods: list[Listing], tickets: int) -> None:
    """So many tickets, over all goods in turn, so that every cooperative sells."""
    till = tills.open_till(code="T1", name="Caisse 1", opened_at=AT)
    dice = random.Random("tadamun/bench")
    dice.shuffle(goods)
    for number in range(tickets):
        chosen = [goods[(number * _LINES_A_TICKET + place) % len(goods)] for place in range(_LINES_A_TICKET)]
        sales.record_sale(
            sale_id=new_id(),
            till_id=till.id,
            lines=[SaleLineRequest(listing.id, dice.choice((1, 1, 2))) for listing in chosen],
            tenders=[TenderRequest(kind=TenderKind.CASH, received_minor=100_000_000)],
            occurred_at=AT,
            recorded_at=AT,
            cashier=PREPARER,
        )


def settle() -> None:
    """From the cut-off to the seal, by two people."""
    at = Period.objects.get(pk=HALF_MONTH.key).cut_off_at
    with told("cut-off and review"):
        periods.cut_off(period_id=HALF_MONTH.key, at=at, actor=PREPARER, permission="periods:close")
        settlement.start_review(period_id=HALF_MONTH.key, at=at, actor=PREPARER)
    with told("reading the drafts and approving them"):
        digest = reviews.review_of(Period.objects.get(pk=HALF_MONTH.key)).digest
        settlement.approve_period(period_id=HALF_MONTH.key, digest=digest, at=at, actor=APPROVER)
    with told("sealing: statements, lines, chain") as say:
        settlement.seal_period(period_id=HALF_MONTH.key, at=at, actor=PREPARER)
        say(f"{Statement.objects.count()} statements, {StatementLine.objects.count():,} lines")


def pay() -> None:
    """The batch, its approval, and the file for the bank."""
    at = Period.objects.get(pk=HALF_MONTH.key).cut_off_at
    payouts.set_bank_settings(
        debtor_name="Marché solidaire",
        debtor_ice=ice_with_key("0015611910000"),
        debtor_rib=rib_with_key("2258100123456789012345"),
        debtor_bic="CNCAMAMR",
        layout=BankLayout.PAIN_V09,
        at=at,
        actor=APPROVER,
    )
    with told("preparing and approving the batch") as say:
        batch = payouts.prepare_batch(
            batch_id=new_id(),
            rail=Rail.BANK_FILE,
            execution_on=at.date() + timedelta(days=1),
            period_id=HALF_MONTH.key,
            at=at,
            actor=PREPARER,
        )
        digest = bytes(batch.digest)
        payouts.approve_batch(batch_id=batch.id, digest=digest, network=False, at=at, actor=APPROVER)
        say(f"{batch.payments} payments, {batch.total_minor // 100:,} MAD")
    with told("the bank's file, sealed and handed out") as say:
        payouts.submit_batch(batch_id=batch.id, at=at, actor=PREPARER)
        file = payouts.download_bank_file(batch_id=batch.id, origin=Origin(at=at, actor=APPROVER))
        say(f"{len(file.content) // 1024} KiB of pain.001.001.09")


def print_statements() -> None:
    """Every statement on paper, in Arabic and French."""
    at = Period.objects.get(pk=HALF_MONTH.key).cut_off_at
    with told("all statements as PDF") as say:
        sizes = [
            len(one.content)
            for one in documents.render_period(period_id=HALF_MONTH.key, kind=FileKind.PDF, made_at=at)
        ]
        say(f"{len(sizes)} files, {sum(sizes) // 2**20} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_500, help="how many sales of four lines")
    tickets = parser.parse_args().tickets
    with nation_with(MARKET):
        with told("putting goods on sale"):
            goods = build()
        with as_market(MARKET):
            with told("selling") as say:
                sell(goods, tickets)
                say(f"{tickets:,} tickets")
            settle()
            pay()
            print_statements()
            with told("verifying all invariants") as say:
                say(f"{len(violations())} rows found")


if __name__ == "__main__":
    main()
