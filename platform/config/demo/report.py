"""The Oasis report: what the transactions of the demonstration say, beside what the real market published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from rich.console import Console
from rich.table import Table

from config.demo import oasis
from config.verification import MarketVerified, market_verified
from kernel.money import Money
from markets.costs import queries as costs
from markets.figures import queries as figures
from markets.footfall import queries as footfall
from markets.payouts import queries as payouts
from markets.payouts.types import Totals
from markets.periods import queries as calendar
from shared_catalog.catalogue.models import Product
from shared_catalog.qualification import queries as qualification
from shared_catalog.qualification.types import ProgrammeReport
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import Group
from tenants.database.session import as_hq, as_market
from tenants.network import queries as network

_UNTIL = oasis.LAST_DAY + timedelta(days=1)
_FIRST_MONTH = oasis.FIRST_DAY.replace(day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OasisFigures:
    """The history of the market in Casablanca, at the scale of the demonstration; amounts in centimes."""

    tickets: int
    items: int
    items_in_2018: int
    turnover_minor: int
    visitors: int
    half_months: int
    paid_minor: int
    autonomy_basis_points: Sequence[int | None]

    @property
    def basket_minor(self) -> int:
        return self.turnover_minor // max(self.tickets, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketBooks:
    """One market's whole trade, and what verifying it found."""

    market: str
    totals: Totals
    verified: MarketVerified

    @property
    def offending(self) -> int:
        """How many of its rows break an invariant."""
        return self.verified.offending


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything the report shows."""

    scale: int
    cooperatives: dict[Group, int]
    products: int
    programmes: Sequence[ProgrammeReport]
    oasis: OasisFigures
    books: Sequence[MarketBooks]

    @property
    def sound(self) -> bool:
        """Whether every market's books are explained to the centime and break no invariant."""
        return all(one.totals.difference_minor == 0 and one.offending == 0 for one in self.books)


def compute(*, scale: int, clock: Callable[[], datetime]) -> Report:
    """Read the report from the database, each market's part on its own login."""
    with as_hq():
        of_group = {group: Cooperative.objects.filter(group=group).count() for group in Group}
        products = Product.objects.count()
        programmes = [_programme(code, as_of) for code, as_of in oasis.PROGRAMMES.items()]
        markets = [market.schema_name for market in network.cities()]
    with as_market(oasis.MARKET):
        history = _oasis()
    return Report(
        scale=scale,
        cooperatives=of_group,
        products=products,
        programmes=programmes,
        oasis=history,
        books=[_books(market, clock) for market in markets],
    )


def show(report: Report, console: Console) -> None:
    """Print the report."""
    console.print(_oasis_table(report))
    console.print(_books_table(report))
    console.print(
        "Payouts + open payables = sales - refunds - fees, to the centime, in every market; "
        "no row breaks an invariant."
        if report.sound
        else "[bold red]The books do not add up: `tadamun verify` names the rows.[/]"
    )
    console.print(_verified(report))
    for programme in report.programmes:
        console.print(_told_to_donors(programme))


def _oasis() -> OasisFigures:
    sums = figures.sums(since=oasis.FIRST_DAY, until=_UNTIL)
    in_2018 = figures.sums(since=date(2018, 1, 1), until=date(2019, 1, 1))
    years = [_FIRST_MONTH.replace(year=oasis.FIRST_DAY.year + year) for year in range(5)]
    return OasisFigures(
        tickets=sums.tickets,
        items=sums.items,
        items_in_2018=in_2018.items,
        turnover_minor=sums.gross_minor,
        visitors=footfall.visitors(until=_UNTIL),
        half_months=calendar.closed(calendar.periods().filter(imported=True)).count(),
        paid_minor=sum(total.paid_minor for total in figures.period_totals()),
        autonomy_basis_points=[
            costs.autonomy_between(since=since, until=until).ratio_basis_points
            for since, until in pairwise(years)
        ],
    )


def _programme(code: str, as_of: date) -> ProgrammeReport:
    return qualification.report(qualification.programme(code).pk, as_of=as_of)


def _books(market: str, clock: Callable[[], datetime]) -> MarketBooks:
    with as_market(market):
        totals = payouts.totals()
    return MarketBooks(market=market, totals=totals, verified=market_verified(market, clock=clock))


def _verified(report: Report) -> str:
    """What was looked at, and how long it took."""
    verified = [one.verified for one in report.books]
    checked = sum(len(one.findings) for one in verified)
    blocks = sum(one.blocks or 0 for one in verified)
    seconds = sum(one.seconds for one in verified)
    return (
        f"Checked {checked} invariants in {len(verified)} markets, among them the chain of {blocks:,} blocks "
        f"over everything that was sealed, in {seconds:.1f} s."
    )


def _told_to_donors(programme: ProgrammeReport) -> str:
    """A programme in a line: what `programmeReport` tells, in short."""
    funnel, days = programme.funnel, programme.days_to_authorisation
    spending = ", ".join(
        f"{one.partner.code} {_dirhams(one.spent_minor)} of {_dirhams(one.partner.budget_minor)}"
        for one in programme.spending
        if one.partner.budget_minor
    )
    reached = programme.reached
    return (
        f"Qualification as of {programme.as_of}: {funnel.enrolled} enrolled, {funnel.authorised} authorised, "
        f"{funnel.active} on their way, {funnel.dropped} gave up; median {days.median if days else '-'} days "
        f"to the authorisation, {_dirhams(programme.cost_per_authorisation_minor or 0)} each; {spending}; "
        f"{reached.women:,} women and {reached.rural:,} rural members reached."
    )


def _oasis_table(report: Report) -> Table:
    scale, history = report.scale, report.oasis
    table = Table(title=f"The Oasis market, Casablanca, {oasis.FIRST_DAY} to {oasis.LAST_DAY}")
    table.add_column("")
    for heading in (f"here (1/{scale})" if scale > 1 else "here", f"x {scale}", "published"):
        table.add_column(heading, justify="right")
    for label, figure, published in (
        ("Tickets", history.tickets, ""),
        ("Items sold", history.items, "> 4,000,000"),
        ("of which in 2018", history.items_in_2018, "909,964"),
    ):
        table.add_row(label, f"{figure:,}", f"{figure * scale:,}", published)
    for label, minor, published in (
        ("Turnover", history.turnover_minor, "> 150,000,000 MAD"),
        ("Paid to cooperatives", history.paid_minor, ""),
    ):
        table.add_row(label, _dirhams(minor), _dirhams(minor * scale), published)
    table.add_row("Average basket", *[_dirhams(history.basket_minor)] * 2, "about 240 MAD")
    groups = " = " + " + ".join(str(count) for count in report.cooperatives.values())
    cooperatives = f"{sum(report.cooperatives.values())}{groups}"
    table.add_row("Cooperatives", *[cooperatives] * 2, "356 = 159 + 122 + 75")
    table.add_row("Products", *[f"{report.products:,}"] * 2, "8,872")
    authorised, enrolled = report.programmes[0].funnel.authorised, report.programmes[1].funnel.enrolled
    table.add_row("Authorised in 2018 and 2019", *[str(authorised)] * 2, "166")
    table.add_row("Enrolled in 2020 and 2021", *[str(enrolled)] * 2, "about 200")
    table.add_row("Visitors", *[f"{history.visitors:,}"] * 2, "> 2,000,000")
    table.add_row("Half-months settled", *[str(history.half_months)] * 2, "the 1st and 16th of each month")
    for year, ratio in enumerate(history.autonomy_basis_points, start=1):
        shown = "no costs" if ratio is None else f"{ratio // 100} %"
        table.add_row(f"Autonomy, year {year}", shown, shown, "self-financing" if year > 1 else "no levy")
    return table


def _books_table(report: Report) -> Table:
    table = Table(title="The books, to the centime (MAD)")
    table.add_column("Market")
    for heading in ("Sales", "Refunds", "Fees", "Paid out", "Open payables", "Difference", "Offending rows"):
        table.add_column(heading, justify="right")
    for one in report.books:
        totals = one.totals
        amounts = (
            totals.sales_minor,
            totals.returns_minor,
            totals.fees_minor,
            totals.paid_minor,
            totals.open_minor,
            totals.difference_minor,
        )
        table.add_row(one.market, *(_centimes(minor) for minor in amounts), str(one.offending))
    return table


def _dirhams(minor: int) -> str:
    return f"{minor // 100:,} MAD"


def _centimes(minor: int) -> str:
    return str(Money(minor)).removesuffix(" MAD")
