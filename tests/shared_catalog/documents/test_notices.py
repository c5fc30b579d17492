from datetime import timedelta
from typing import Any

import pytest
from papers import REVIEWER, accepted

from kernel.ids import new_id
from shared_catalog.documents import operations as documents
from shared_catalog.documents import wording
from shared_catalog.documents.models import ExpiryNotice
from shared_catalog.documents.types import DocumentType
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import Contact
from tenants.messages.gateways import Gateway, NotDelivered
from tenants.messages.types import Channel, Outgoing

DAY = timedelta(days=1)
REACHABLE = Contact(name="la présidente", phone="+212600000001", email="amal@example.org")


class Taken(Gateway):
    """Takes messages, or none."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works
        self.messages: list[Outgoing] = []

    def send(self, message: Outgoing) -> None:
        if not self.works:
            raise NotDelivered("SMTP 451")
        self.messages.append(message)


def run(gateway: Taken, at: Any) -> int:
    documents.queue_notices(channels=[Channel.EMAIL], now=at)
    return documents.send_notices(gateways={Channel.EMAIL: gateway}, now=at)


class TestNotices:
    def test_go_out_at_sixty_thirty_seven_and_no_days_and_then_never(self, nation: Any) -> None:
        known = nation.applicant(contact=REACHABLE)
        accepted(known.id, at=nation.at, valid_until=nation.at.date() + 70 * DAY)
        gateway, sent_on = Taken(), []
        for days in range(90):
            if run(gateway, nation.at + days * DAY):
                sent_on.append(70 - days)
        assert sent_on == [60, 30, 7, 0]
        assert {message.recipient for message in gateway.messages} == {"amal@example.org"}
        assert "dans 60 jours" in gateway.messages[0].text
        assert "aujourd'hui" in gateway.messages[-1].text

    def test_are_the_same_when_the_job_runs_again(self, nation: Any) -> None:
        accepted(nation.applicant(contact=REACHABLE).id, at=nation.at, valid_until=nation.at.date() + 7 * DAY)
        gateway = Taken()
        assert [run(gateway, nation.at) for _ in range(3)] == [1, 0, 0]

    def test_tell_of_certificates_of_onssa_too(self, nation: Any) -> None:
        known = nation.applicant(contact=REACHABLE)
        nation.authorise(known.id, valid_until=nation.at.date() + 30 * DAY)
        gateway = Taken()
        assert run(gateway, nation.at) == 1
        assert "ONSSA" in gateway.messages[0].subject

    def test_are_silent_once_it_is_renewed_or_the_cooperative_left(self, nation: Any) -> None:
        last = nation.at.date() + 7 * DAY
        renewed, left = nation.applicant(contact=REACHABLE), nation.applicant(contact=REACHABLE)
        first = accepted(renewed.id, at=nation.at, valid_until=last)
        accepted(
            renewed.id, at=nation.at, replaces_id=first.id, valid_from=last, valid_until=last + 365 * DAY
        )
        nation.authorise(renewed.id, valid_until=last)
        nation.authorise(renewed.id, issued_on=nation.at.date())
        accepted(left.id, at=nation.at, valid_until=last)
        registry.retire_cooperative(cooperative_id=left.id, reason="dissoute", at=nation.at, actor="officer")
        assert run(Taken(), nation.at) == 0

    def test_count_down_again_to_the_end_of_a_grace(self, nation: Any) -> None:
        known, today = nation.applicant(contact=REACHABLE), nation.at.date()
        document = accepted(known.id, at=nation.at, valid_until=today)
        assert run(Taken(), nation.at) == 1
        documents.grant_grace(
            grace_id=new_id(),
            document_id=document.id,
            until=today + 30 * DAY,
            reason="le greffe est fermé",
            at=nation.at,
            actor=REVIEWER,
        )
        sent = [days for days in range(40) if run(Taken(), nation.at + days * DAY)]
        assert sent == [0, 23, 30]

    def test_are_tried_again_and_given_up_in_the_end(self, nation: Any) -> None:
        known = nation.applicant(contact=REACHABLE)
        accepted(known.id, at=nation.at, valid_until=nation.at.date() + 7 * DAY)
        broken = Taken(works=False)
        assert run(broken, nation.at) == 0
        assert ExpiryNotice.objects.get().problem == "SMTP 451"
        assert run(Taken(), nation.at) == 0
        assert run(Taken(), nation.at + timedelta(hours=1)) == 1
        ExpiryNotice.objects.update(state="queued", sent_at=None, attempts=0)
        for hours in range(2, 12):
            run(broken, nation.at + timedelta(hours=hours))
        found = ExpiryNotice.objects.get()
        assert (found.state, found.attempts) == ("failed", 8)

    def test_show_that_nobody_can_be_reached(self, nation: Any) -> None:
        accepted(nation.applicant().id, at=nation.at, valid_until=nation.at.date())
        assert run(Taken(), nation.at) == 0
        assert ExpiryNotice.objects.get().problem == "no_address"


@pytest.mark.parametrize("type_", DocumentType)
def test_every_type_has_its_words(type_: DocumentType, now: Any) -> None:
    assert " - " in wording.subject(type_)
    assert "2026" in wording.notice(type_, last_day=now.date(), days=7)
