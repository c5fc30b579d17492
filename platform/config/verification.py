"""Verifying markets one after the other, each on its own login, for the command line and the report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markets.chain import queries as chains
from markets.verification import queries as verification
from markets.verification.types import Finding
from tenants.database.session import as_hq, as_market
from tenants.network import queries as network


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketVerified:
    """What verifying one market found; `blocks` is the length of its chain, None when it was left out."""

    market: str
    findings: Sequence[Finding]
    blocks: int | None
    seconds: float

    @property
    def offending(self) -> int:
        """How many rows break an invariant."""
        return sum(len(finding.rows) for finding in self.findings)

    @property
    def sound(self) -> bool:
        """Whether no row does."""
        return self.offending == 0


def markets_verified(slug: str, *, chain: bool, clock: Callable[[], datetime]) -> Iterator[MarketVerified]:
    """One market, or all of them when `slug` is empty. Raises NotFound."""
    with as_hq():
        wanted = [network.market(slug).schema_name] if slug else network.market_schemas()
    for market in wanted:
        yield market_verified(market, chain=chain, clock=clock)


def market_verified(market: str, *, chain: bool = True, clock: Callable[[], datetime]) -> MarketVerified:
    """Check the invariants of one market; without `chain`, all but the chain."""
    begun = clock()
    with as_market(market):
        head = chains.head() if chain else None
        found = verification.findings(verification.invariants(chain=chain))
    return MarketVerified(
        market=market,
        findings=found,
        blocks=(head.blocks if head else 0) if chain else None,
        seconds=(clock() - begun).total_seconds(),
    )
