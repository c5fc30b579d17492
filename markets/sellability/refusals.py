"""The family of errors that say why goods are not listed or sold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kernel.errors import DomainError
from markets.sellability import wording
from markets.sellability.types import Code, Refusal, Verdict
from shared_catalog.documents.types import DocumentType


class NotSellable(DomainError, abstract=True):
    """Carries the gravest refusal of a verdict: its code, the day since when it holds, and the document it is
    about; the message says why, and the way out.
    """

    def wording(self, language: str) -> Mapping[str, Any]:
        said = self.params
        refusal = Refusal(
            code=Code(said["refusal"].lower()),
            since=date.fromisoformat(said["since"]) if said["since"] else None,
            document=DocumentType(said["document"].lower()) if said["document"] else None,
        )
        return {
            **said,
            "why": wording.why(refusal, language),
            "way_out": wording.way_out(refusal.code, language),
        }


def said(verdict: Verdict) -> dict[str, Any]:
    """What an error of the family says of the gravest refusal of a verdict."""
    refusal = verdict.refusals[0]
    return {
        "refusal": refusal.code.value.upper(),
        "since": "" if refusal.since is None else refusal.since.isoformat(),
        "document": "" if refusal.document is None else refusal.document.value.upper(),
        "why": wording.why(refusal, "en"),
        "way_out": wording.way_out(refusal.code, "en"),
    }
