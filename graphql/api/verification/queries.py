"""Root fields of what proves the books: invariants that must hold, figures that must agree, and the chain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import BadUserInput
from api.base.fields import Computed
from api.base.pages import MAX_PAGE
from api.base.schema import Queries
from api.verification import lists, types
from markets.chain import queries as chains
from markets.ledger.types import Violation
from markets.verification import figures
from markets.verification import queries as verification
from markets.verification.types import Finding
from tenants.permissions import Permission


def _chain(_root: None, _info: Any) -> dict[str, Any] | None:
    head = chains.head()
    return None if head is None else asdict(head) | {"hash": head.hash.hex()}


def _verification(_root: None, _info: Any, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    known = {invariant.name: invariant for invariant in verification.invariants()}
    if unknown := [name for name in names or () if name not in known]:
        raise BadUserInput(f"There is no invariant {unknown[0]}.", argument="names")
    wanted = None if names is None else [known[name] for name in dict.fromkeys(names)]
    return [_found(finding) for finding in verification.findings(wanted)]


def _violations(_root: None, _info: Any) -> list[dict[str, Any]]:
    return [_row(violation) for violation in verification.violations()[:MAX_PAGE]]


def _figures_differences(_root: None, _info: Any) -> list[dict[str, Any]]:
    return [
        asdict(difference) | {"key": _texts(difference.key)}
        for difference in figures.differences()[:MAX_PAGE]
    ]


def _found(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "meaning": finding.invariant.meaning,
        "holds": finding.holds,
        "count": len(finding.rows),
        "rows": [_row(violation) for violation in finding.rows[:MAX_PAGE]],
    }


def _row(violation: Violation) -> dict[str, Any]:
    return {"name": violation.name, "details": _details(violation.details)}


def _details(details: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": str(value)} for name, value in details.items()]


def _texts(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]


class VerificationQueries(Queries):
    """Reads of what proves the books."""

    verification = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(types.Invariant))),
        "Every invariant with the rows that break it, checked now. It reads the whole market, and with "
        "`chain.broken` hashes every ledger row that was ever sealed.",
        resolve=_verification,
        permission=Permission.LEDGER_READ,
        cost=1000,
        names=graphene.Argument(
            graphene.List(graphene.NonNull(graphene.String)), description="Only these; all unless given."
        ),
    )
    invariants = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(types.Violation))),
        "Rows of the market that break an invariant: none. It reads the whole market, and answers "
        f"{MAX_PAGE} rows at most.",
        resolve=_violations,
        permission=Permission.LEDGER_READ,
        cost=100,
    )
    figures_differences = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(types.FiguresDifference))),
        "Figures that are not what sales, refunds, statements and payouts add up to: none. It reads the "
        f"whole market, and answers {MAX_PAGE} rows at most.",
        resolve=_figures_differences,
        permission=Permission.LEDGER_READ,
        cost=1000,
    )
    verification_runs = Connection(
        types.VerificationRun,
        "The verifications on record, one a night, latest first.",
        orders=lists.VERIFICATION_RUN_ORDERS,
        filters=lists.VerificationRunFilter,
    )
    chain = Computed(
        types.Chain,
        "How far the chain reaches; null while no half-month was sealed.",
        resolve=_chain,
        permission=Permission.LEDGER_READ,
    )
    chain_blocks = Connection(
        types.ChainBlock,
        "The blocks of the chain, latest first.",
        orders=lists.CHAIN_BLOCK_ORDERS,
        filters=lists.ChainBlockFilter,
    )
