"""The minutes of a round: what was decided by, what came of it, and one digest of both."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kernel.fingerprint import fingerprint
from shared_catalog.selection.rules._grid import written
from shared_catalog.selection.rules._placing import place
from shared_catalog.selection.rules._scores import failed_gates, valued
from shared_catalog.selection.types import Candidate, File, GridTerms, Result

RULES = 1
"""The version of these rules. It is part of every digest: whoever changes what they decide counts it up."""


def decide(files: Sequence[File], *, terms: GridTerms, places: int) -> Result:
    """What a round comes to, the same for the same files in whatever order they are given."""
    return place([candidate(one, terms=terms) for one in files], terms=terms, places=places)


def candidate(file: File, *, terms: GridTerms) -> Candidate:
    """An application as it is ranked: valued only where it passes every gate."""
    failed = failed_gates(terms, file.facts)
    return Candidate(
        number=file.number,
        cooperative=file.cooperative,
        group=file.facts.group,
        region=file.facts.region,
        failed_gates=failed,
        values={} if failed else valued(terms, file.facts, scores=file.scores, decided=file.decided),
    )


def digest(files: Sequence[File], *, terms: GridTerms, places: int, result: Result) -> bytes:
    """SHA-256 of what was decided by and what came of it, as canonical JSON."""
    return fingerprint(
        {
            "rules": RULES,
            "grid": written(terms),
            "places": places,
            "files": [_plain(asdict(one)) for one in sorted(files, key=lambda one: one.number)],
            "placings": [_plain(asdict(one)) for one in result.placings],
            "shortfalls": [_plain(asdict(one)) for one in result.shortfalls],
        }
    )


def _plain(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """With criteria as words where they are keys."""
    return {
        name: {str(key): number for key, number in sorted(inner.items())}
        if isinstance(inner, dict)
        else inner
        for name, inner in value.items()
    }
