"""What a valid programme is."""

from collections import Counter
from dataclasses import replace

from kernel.errors import InvalidValue
from shared_catalog.qualification.rules._budget import MOST_CENTIMES
from shared_catalog.qualification.types import PartnerTerms, PhaseTerms, ProgrammeTerms
from shared_catalog.registry.rules import checked_names, required

LONGEST_CODE = 20
MOST_PARTNERS, MOST_PHASES, LARGEST_TARGET = 20, 20, 100_000


def checked_programme(terms: ProgrammeTerms) -> ProgrammeTerms:
    """The programme with its texts trimmed. Raises InvalidValue."""
    if not 1 <= len(terms.partners) <= MOST_PARTNERS:
        raise InvalidValue(field="partners", reason=f"1 to {MOST_PARTNERS}")
    if not 1 <= len(terms.phases) <= MOST_PHASES:
        raise InvalidValue(field="phases", reason=f"1 to {MOST_PHASES}")
    partners = tuple(_partner(one) for one in terms.partners)
    if max(Counter(one.code for one in partners).values()) > 1:
        raise InvalidValue(field="partners", reason="the same code twice")
    return replace(
        terms,
        code=required(terms.code, field="code", longest=LONGEST_CODE),
        names=checked_names(terms.names, field="names"),
        partners=partners,
        phases=tuple(_phase(one) for one in terms.phases),
    )


def _partner(terms: PartnerTerms) -> PartnerTerms:
    if not 0 <= terms.budget_minor <= MOST_CENTIMES:
        raise InvalidValue(field="budget", reason=f"0 to {MOST_CENTIMES} centimes")
    return replace(
        terms,
        code=required(terms.code, field="partners.code", longest=LONGEST_CODE),
        names=checked_names(terms.names, field="partners.names"),
    )


def _phase(terms: PhaseTerms) -> PhaseTerms:
    if terms.ends_on < terms.starts_on:
        raise InvalidValue(field="ends_on", reason="not after the first day")
    if not 0 <= terms.target <= LARGEST_TARGET:
        raise InvalidValue(field="target", reason=f"0 to {LARGEST_TARGET}")
    return replace(terms, names=checked_names(terms.names, field="phases.names"))
