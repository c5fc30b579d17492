"""A draft behind a secret link, its submission, whom it looks like, and what is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from applying import ICE

from kernel.errors import DomainError
from kernel.identifiers import ice_with_key
from shared_catalog.applications import operations as applications
from shared_catalog.applications import queries, rules
from shared_catalog.applications.models import Likeness, PublicApplication
from shared_catalog.selection.operations import WrongRoundState
from tenants.events.models import NetworkEvent
from tenants.people.operations import TooManyAttempts
from tenants.people.rules import FREE_FAILURES
from tenants.people.types import Tried

ADDRESS = "192.0.2.7"


def opened(applying: Any, secret: str) -> PublicApplication:
    return applications.opened(secret=secret, address=ADDRESS, at=applying.nation.at)


class TestADraft:
    def test_is_found_by_its_secret_alone_which_is_not_stored(self, applying: Any) -> None:
        started = applying.start()
        assert opened(applying, started.secret) == started.application
        assert len(started.secret) >= 22  # 128 bits, in base 64
        [row] = PublicApplication.objects.values()
        assert started.secret not in str(row) and bytes(row["secret_hash"]) != started.secret.encode()

    def test_is_kept_however_incomplete(self, applying: Any) -> None:
        draft = applying.draft(ice="not yet", women="", other="x")
        kept = queries.typed_in(PublicApplication.objects.get(id=draft.id))
        assert (kept["ice"], kept["women"], kept["contact_name"]) == ("not yet", "", "la présidente")
        with pytest.raises(DomainError):
            applying.submit(draft)
        assert queries.typed_in(PublicApplication.objects.get(id=draft.id)) == kept

    def test_lets_nobody_try_links(self, applying: Any) -> None:
        for _ in range(FREE_FAILURES[Tried.LINK]):
            with pytest.raises(applications.ApplicationLinkUnknown):
                opened(applying, "x" * 43)
        with pytest.raises(TooManyAttempts):
            opened(applying, "y" * 43)

    def test_is_not_begun_or_kept_without_end(self, applying: Any) -> None:
        with pytest.raises(TooManyAttempts):
            for _ in range(FREE_FAILURES[Tried.APPLICATION] + 1):
                applying.start()
        assert PublicApplication.objects.count() == FREE_FAILURES[Tried.APPLICATION]

    def test_is_deleted_by_its_author_or_after_a_while(self, applying: Any) -> None:
        mine, old, handed_in = applying.draft(), applying.draft(), applying.handed_in()
        applications.delete_draft(application_id=mine.id)
        with pytest.raises(applications.ApplicationSubmitted):
            applications.delete_draft(application_id=handed_in.id)
        later = applying.nation.at + rules.DRAFTS_KEPT
        assert applications.delete_old_drafts(now=later) == 0
        assert applications.delete_old_drafts(now=later + timedelta(seconds=1)) == 1
        assert set(PublicApplication.objects.values_list("id", flat=True)) == {handed_in.id}
        assert old.id != handed_in.id


class TestSubmission:
    def test_keeps_what_was_checked_and_nothing_of_the_draft(self, applying: Any) -> None:
        done = applying.handed_in()
        assert (done.state, done.ice, done.region_id, done.typed) == ("submitted", ICE, "MA-09", {})
        assert queries.declared_in(done).details.contact.phone == "+212661234567"
        [event] = NetworkEvent.objects.filter(name="public_application.submitted")
        assert event.payload == {"round": str(applying.round.id), "number": done.number}

    def test_is_final(self, applying: Any) -> None:
        done = applying.handed_in()
        with pytest.raises(applications.ApplicationSubmitted):
            applying.submit(done)
        with pytest.raises(applications.ApplicationSubmitted):
            applications.save(application_id=done.id, typed={}, address=ADDRESS, at=applying.nation.at)

    def test_takes_consent_and_an_open_round(self, applying: Any) -> None:
        draft = applying.draft()
        with pytest.raises(DomainError, match="consent"):
            applying.submit(draft, consented=False)
        applying.committee.close(applying.round)
        with pytest.raises(WrongRoundState):
            applying.submit(draft)
        with pytest.raises(WrongRoundState):
            applying.start()

    def test_notes_whom_it_looks_like_for_the_officer_on_both_sides(self, applying: Any) -> None:
        same_ice = applying.nation.applicant(ice=ICE, register_number="1", province_code="MA-CHT")
        other_ice = ice_with_key("0015257130078")
        first = applying.handed_in(name_fr="Autre", name_ar="أخرى", register_number="7", ice=other_ice)
        second = applying.handed_in(register_number="7", register_court="TAROUDANNT")
        found = Likeness.objects.order_by("ground").values_list(
            "application", "cooperative", "other", "ground"
        )
        assert list(found) == [
            (second.id, same_ice.id, None, "ice"),
            *sorted(
                [(first.id, None, second.id, "register"), (second.id, None, first.id, "register")],
                key=lambda row: [one[0] for one in found if one[3] == "register"].index(row[0]),
            ),
        ]


def test_whom_to_reach_is_forgotten_a_while_after_the_last_step(applying: Any) -> None:
    done, draft = applying.handed_in(), applying.draft()
    now = applying.nation.at + timedelta(days=400)
    assert applications.forget_applicants(before=applying.nation.at, now=now) == 0
    assert applications.forget_applicants(before=now, now=now) == 1
    assert applications.forget_applicants(before=now, now=now) == 0
    done.refresh_from_db()
    assert (done.contact_name, done.contact_phone, done.forgotten_at) == ("", "", now)
    assert queries.declared_in(done).details.names.fr == "Coopérative Al Amal"
    assert PublicApplication.objects.get(id=draft.id).contact_name == "la présidente"
