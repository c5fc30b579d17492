"""What the public page of a statement shows: the sealed amounts, the hash, and its place in the chain."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from kernel import display
from kernel.errors import NotFound
from kernel.halfmonth import business_date
from markets.chain import queries as chain
from markets.chain import rules as chain_rules
from markets.chain.types import Proof
from markets.documents import layout, proofs, queries, rules, wording
from markets.documents.models import StatementNames
from markets.documents.types import Amounts, Names, Sealed
from markets.settlement.models import Statement
from tenants.network import queries as network

_Shown = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProof:
    """The page's content. `holds` says whether hash and chain were found sound just now."""

    label: str
    path: str
    market: Names
    holds: bool
    facts: Sequence[_Shown]
    figures: Sequence[_Shown]
    digest: str
    files: Sequence[_Shown]
    chain: Sequence[_Shown]
    sealed: Sealed
    block: Proof | None

    def as_json(self) -> dict[str, Any]:
        """The same for programs, with the sealed content, its lines and the header of the block."""
        found: dict[str, Any] = {
            "format": rules.SEALED_FORMAT,
            "statement": self.label,
            "verify": rules.HOW_TO_VERIFY,
            "holds": self.holds,
            "digest": self.digest,
            "content": dict(self.sealed.content),
            "lines": list(self.sealed.lines),
            "files": [dict(one) for one in self.files],
            "chain": None,
        }
        if self.block is not None:
            found["chain"] = _block_as_json(self.block)
        return found


def public_proof(*, market: str, number: int, token: str) -> PublicProof:
    """What proves a statement to whoever holds its paper.

    Raises NotFound, the same for a number that does not exist and for one whose token is another.
    """
    statement = Statement.objects.select_related("period", "cooperative").filter(number=number).first()
    printed = StatementNames.objects.filter(statement=statement).first() if statement else None
    if statement is None or not _belongs(token, market, number, printed):
        raise NotFound(kind="Statement", id=number)
    sealed = queries.sealed_of(statement)
    block = _block_of(statement)
    here = network.current_market()
    return PublicProof(
        label=rules.label_of(market, number),
        path=f"/s/{number}/{token}",
        market=Names(ar=here.name_ar, fr=here.name_fr),
        holds=rules.is_sealed(sealed) and _amounts_agree(statement, sealed) and _is_chained(block, sealed),
        facts=_facts(statement, printed),
        figures=layout.figures_of(_amounts(statement), every=True),
        digest=sealed.digest.hex(),
        files=[
            {"kind": f"{one.kind.upper()} {one.edition}", "digest": bytes(one.digest).hex()}
            for one in queries.files_of(statement.pk)
        ],
        chain=_chain(block),
        sealed=sealed,
        block=block,
    )


def _belongs(token: str, market: str, number: int, printed: StatementNames | None) -> bool:
    """The token of a key on the ring, or the one on the paper, which outlives its key."""
    if proofs.is_token_of(token, market, number):
        return True
    on_paper = printed.printed["public_url"].rsplit("/", 1)[-1] if printed else ""
    return bool(on_paper) and hmac.compare_digest(on_paper.encode(), token.encode("utf-8", "replace"))


def _amounts(statement: Statement) -> Amounts:
    return Amounts(**{field.name: getattr(statement, field.name) for field in fields(Amounts)})


def _amounts_agree(statement: Statement, sealed: Sealed) -> bool:
    """Whether what is shown is what is sealed."""
    return all(getattr(statement, field.name) == sealed.content[field.name] for field in fields(Amounts))


def _facts(statement: Statement, printed: StatementNames | None) -> list[_Shown]:
    cooperative, period = statement.cooperative, statement.period
    names = (
        printed.printed["recipient"] if printed else {"ar": cooperative.name_ar, "fr": cooperative.name_fr}
    )
    issued_on = business_date(statement.issued_at)
    values: Mapping[str, Mapping[str, str]] = {
        "cooperative": {"fr": names["fr"], "ar": names["ar"]},
        "code": {"fr": cooperative.code, "ar": cooperative.code},
        "half_month": {
            language: display.half_month(period.half_month, language) for language in ("fr", "ar")
        },
        "pay_on": {language: display.long_day(period.pay_on, language) for language in ("fr", "ar")},
        "issued_at": {language: display.long_day(issued_on, language) for language in ("fr", "ar")},
    }
    return [{"label": wording.label(name), "value": value} for name, value in values.items()]


# -- the chain -----------------------------------------------------------------------------------------------


def _block_of(statement: Statement) -> Proof | None:
    try:
        return chain.proof_of(period_id=statement.period_id, statement_digest=bytes(statement.digest))
    except NotFound:
        return None


def _is_chained(block: Proof | None, sealed: Sealed) -> bool:
    """Whether the block's hash is that of its header, and the header covers this statement."""
    return (
        block is not None
        and block.statements[block.position] == sealed.digest
        and hashlib.sha256(b"".join(block.statements)).digest() == block.header.statements_digest
        and chain_rules.block_hash(block.header) == block.hash
    )


def _chain(block: Proof | None) -> list[_Shown]:
    if block is None:
        return []
    values = {
        "block": f"{block.number} / {block.chain_length}",
        "day": display.short_day(block.header.day),
        "position": f"{block.position + 1} / {len(block.statements)}",
        "hash": block.hash.hex(),
        "previous": block.previous_hash.hex(),
    }
    return [
        {"label": wording.both(wording.PUBLIC_LABELS[f"chain_{name}"]), "value": value}
        for name, value in values.items()
    ]


def _block_as_json(block: Proof) -> dict[str, Any]:
    header = block.header
    return {
        "verify": rules.HOW_TO_VERIFY_A_BLOCK,
        "market": header.market,
        "block": header.number,
        "period": header.period_id,
        "day": header.day.isoformat(),
        "rows_digest": header.rows_digest.hex(),
        "statements_digest": header.statements_digest.hex(),
        "previous_hash": header.previous_hash.hex(),
        "hash": block.hash.hex(),
        "statements": [digest.hex() for digest in block.statements],
        "position": block.position,
        "length": block.chain_length,
    }
