"""An open round, and somebody who applies to it."""

from dataclasses import dataclass
from typing import Any

import pytest
from applying import typed
from selecting import UNBOUND, Committee

from shared_catalog.applications import operations as applications
from shared_catalog.applications.models import PublicApplication

ADDRESS = "192.0.2.7"


@dataclass
class Applying:
    """The steps of applying and of the officer, each one call."""

    nation: Any
    committee: Committee
    round: Any

    def start(self) -> applications.Started:
        return applications.start(round_id=self.round.id, language="ar", address=ADDRESS, at=self.nation.at)

    def draft(self, **changes: Any) -> PublicApplication:
        draft = self.start().application
        said = {"typed": typed(**changes), "address": ADDRESS, "at": self.nation.at}
        return applications.save(application_id=draft.id, **said)

    def submit(self, draft: PublicApplication, *, consented: bool = True) -> PublicApplication:
        return applications.submit(application_id=draft.id, consented=consented, at=self.nation.at)

    def handed_in(self, **changes: Any) -> PublicApplication:
        return self.submit(self.draft(**changes))

    def take_up(self, one: PublicApplication, cooperative_id: Any = None) -> PublicApplication:
        return applications.take_up(
            application_id=one.id, cooperative_id=cooperative_id, at=self.nation.at, actor="person:officer"
        )

    def accept(self, one: PublicApplication) -> PublicApplication:
        return applications.accept(application_id=one.id, at=self.nation.at, actor="person:officer")

    def refuse(self, one: PublicApplication, reason: str = "dossier d'une autre région") -> Any:
        return applications.refuse_application(
            application_id=one.id, reason=reason, at=self.nation.at, actor="person:officer"
        )

    def close(self) -> Any:
        return applications.close_scoring(round_id=self.round.id, at=self.nation.at, actor="person:officer")


@pytest.fixture
def applying(nation: Any) -> Applying:
    committee = Committee(nation)
    return Applying(nation, committee, committee.round(terms=UNBOUND, places=1))
