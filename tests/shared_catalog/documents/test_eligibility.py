from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from papers import REVIEWER, accepted, submit

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.documents import operations as documents
from shared_catalog.documents import queries, rules
from shared_catalog.documents.models import RequirementSet
from shared_catalog.documents.types import Asking, DisabledReason, DocumentFault, DocumentType, Requirement
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.types import Group
from tenants.database.claims import was_done_before
from tenants.database.session import as_market

EXTRACT, LABEL, ONSSA = (
    DocumentType.REGISTER_EXTRACT,
    DocumentType.LABEL_CHECKLIST,
    DocumentType.ONSSA_CERTIFICATE,
)
DAY = timedelta(days=1)


@pytest.fixture
def asked(nation: Any) -> Any:
    """A nation of which the first sets ask."""
    documents.load_requirement_sets(sets=rules.FIRST_SETS, at=nation.at, actor="officer")
    return nation


def product_of(nation: Any, cooperative_id: UUID, **changes: Any) -> UUID:
    drafted = catalogue.draft_product(
        product_id=uuid4(),
        cooperative_id=cooperative_id,
        details=nation.product_details(**changes),
        at=nation.at,
        actor="officer",
    )
    return UUID(str(drafted.id))


class TestEligibilities:
    def test_of_food_ends_with_its_certificate_and_says_why(self, asked: Any) -> None:
        known, today = asked.eligible(), asked.at.date()
        accepted(known.id, at=asked.at)
        me = Asking(cooperative_id=known.id)
        assert queries.eligibility(me, on=today).disabled_reason is DisabledReason.PAST_DUE
        accepted(known.id, ONSSA, at=asked.at, valid_until=today + 5 * DAY)
        days = [today, today + 5 * DAY, today + 6 * DAY]
        assert [queries.eligibility(me, on=day).eligible for day in days] == [True, True, False]
        [fault] = queries.eligibility(me, on=days[-1]).demands.errors
        assert (fault.type, fault.fault) == (ONSSA, DocumentFault.EXPIRED)

    def test_agrees_with_the_registry_about_certificates(self, asked: Any) -> None:
        """One truth: what the registry counts is what eligibility counts, on every day and in every state."""
        known = asked.eligible()
        accepted(known.id, at=asked.at)
        first = asked.authorise(known.id, issued_on=date(2024, 5, 2), valid_until=date(2026, 5, 1))
        asked.authorise(known.id, issued_on=date(2026, 7, 1), valid_until=date(2027, 5, 1))
        days = [date(2024, 5, 1) + index * 30 * DAY for index in range(40)]
        for step in (None, registry.suspend_authorisation, registry.withdraw_authorisation):
            if step is not None:
                step(authorisation_id=first, reason="visite", at=asked.at, actor="officer")
            for day in days:
                due = queries.eligibility(Asking(cooperative_id=known.id), on=day).demands.past_due
                owed = ONSSA in {demand.type for demand in due}
                assert owed != registry_reads.authorised_for_food(known.id, day), day

    def test_of_a_product_asks_for_its_label(self, asked: Any) -> None:
        known, today = asked.eligible(), asked.at.date()
        accepted(known.id, at=asked.at)
        asked.authorise(known.id)
        labelled, bare = product_of(asked, known.id), product_of(asked, known.id)
        accepted(known.id, LABEL, at=asked.at, product_ids=[labelled])
        asking = [Asking(cooperative_id=known.id, product_id=key) for key in (labelled, bare)]
        found = queries.eligibilities(asked=asking, on=today)
        assert [found[one].eligible for one in asking] == [True, False]
        assert [demand.type for demand in found[asking[1]].demands.past_due] == [LABEL]

    def test_waits_for_the_reviewer_and_forgets_what_was_brought_anew(self, asked: Any) -> None:
        known, today = asked.eligible(group=Group.AGRI), asked.at.date()
        me = Asking(cooperative_id=known.id)
        first = submit(known.id, at=asked.at)
        assert queries.eligibility(me, on=today).disabled_reason is DisabledReason.PENDING_VERIFICATION
        documents.reject_document(document_id=first.id, reason="illisible", at=asked.at, actor=REVIEWER)
        [fault] = queries.eligibility(me, on=today).demands.errors
        assert (fault.document_id, fault.reason) == (first.id, "illisible")
        accepted(known.id, at=asked.at, replaces_id=first.id, valid_until=today + 10 * DAY)
        found = queries.eligibility(me, on=today)
        assert found.eligible
        assert found.demands.errors == ()

    def test_lasts_as_long_as_the_grace(self, asked: Any) -> None:
        known, today = asked.eligible(group=Group.AGRI), asked.at.date()
        document = accepted(known.id, at=asked.at, valid_until=today)
        for days in (10, 20):
            documents.grant_grace(
                grace_id=new_id(),
                document_id=document.id,
                until=today + days * DAY,
                reason="le greffe est fermé",
                at=asked.at,
                actor=REVIEWER,
            )
        me = Asking(cooperative_id=known.id)
        assert [queries.eligibility(me, on=today + days * DAY).eligible for days in (20, 21)] == [True, False]

    def test_of_many_takes_as_many_statements_as_of_one(self, asked: Any) -> None:
        def statements(count: int) -> int:
            asking = []
            for _ in range(count):
                known = asked.eligible()
                accepted(known.id, at=asked.at)
                asked.authorise(known.id)
                key = product_of(asked, known.id)
                accepted(known.id, LABEL, at=asked.at, product_ids=[key])
                asking += [
                    Asking(cooperative_id=known.id),
                    Asking(cooperative_id=known.id, category_code="amlou"),
                    Asking(cooperative_id=known.id, product_id=key),
                ]
            with CaptureQueriesContext(connection) as captured:
                found = queries.eligibilities(asked=asking, on=asked.at.date())
            assert all(one.eligible for one in found.values())
            assert len(found) == 3 * count
            return len(captured)

        assert statements(1) == statements(4) == 7

    def test_a_market_asks_the_same_of_who_takes_part(self, asked: Any) -> None:
        known, today = asked.eligible(), asked.at.date()
        accepted(known.id, at=asked.at)
        asked.authorise(known.id)
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=known.id,
            market_schema="casablanca",
            joined_on=today,
            at=asked.at,
            actor="officer",
        )
        me = Asking(cooperative_id=known.id)
        said = queries.eligibility(me, on=today)
        with as_market("casablanca"):
            assert queries.eligibility(me, on=today) == said
        assert said.eligible

    def test_of_what_is_not_there_says_so(self, asked: Any) -> None:
        known, other = asked.eligible(), asked.eligible()
        for asking in (
            Asking(cooperative_id=new_id()),
            Asking(cooperative_id=known.id, category_code="nothing"),
            Asking(cooperative_id=known.id, product_id=product_of(asked, other.id)),
        ):
            with pytest.raises(NotFound):
                queries.eligibility(asking, on=asked.at.date())


class TestRequirementSets:
    def publish(self, nation: Any, **changes: Any) -> RequirementSet:
        said: dict[str, Any] = {
            "set_id": new_id(),
            "category_code": "terroir",
            "effective_from": nation.at.date() + DAY,
            "requirements": [Requirement(type=EXTRACT, within_days=30)],
            "at": nation.at,
            "actor": "officer",
            **changes,
        }
        return documents.publish_requirement_set(**said)

    def test_are_published_once_and_for_a_day_to_come(self, asked: Any) -> None:
        key = new_id()
        self.publish(asked, set_id=key)
        assert was_done_before(self.publish(asked, set_id=key))
        with pytest.raises(registry.IdReused):
            self.publish(asked, set_id=key, requirements=[])
        with pytest.raises(InvalidValue, match="already"):
            self.publish(asked)
        with pytest.raises(InvalidValue, match="to come"):
            self.publish(asked, effective_from=asked.at.date())
        with pytest.raises(NotFound):
            self.publish(asked, category_code="nothing")

    def test_are_told_before_they_hold(self, asked: Any) -> None:
        known, today = asked.eligible(group=Group.AGRI), asked.at.date()
        accepted(known.id, at=asked.at)
        more = [Requirement(type=EXTRACT), Requirement(type=DocumentType.AMMPS_DECLARATION)]
        self.publish(asked, category_code="agri", requirements=more)
        me = Asking(cooperative_id=known.id)
        before = queries.eligibility(me, on=today)
        assert before.eligible
        assert before.future is not None
        assert [one.type for one in before.future.past_due] == [DocumentType.AMMPS_DECLARATION]
        assert not queries.eligibility(me, on=today + DAY).eligible

    def test_loaded_twice_are_loaded_once(self, asked: Any) -> None:
        assert RequirementSet.objects.count() == len(rules.FIRST_SETS)
        again = documents.load_requirement_sets(sets=rules.FIRST_SETS, at=asked.at, actor="officer")
        assert again == 0
        assert queries.requirement_sets() == list(rules.FIRST_SETS)
