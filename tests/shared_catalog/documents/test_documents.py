from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from papers import JPEG, OFFICER, PDF, PNG, REVIEWER, accepted, details, paper_file, submit

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.documents import operations as documents
from shared_catalog.documents import queries as reads
from shared_catalog.documents.models import Document, DocumentScope, Grace
from shared_catalog.documents.rules import FIRST_SETS
from shared_catalog.documents.types import Asking, DocumentType
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.models import Authorisation
from shared_catalog.registry.types import Group
from tenants.bulk import operations as files
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.models import BulkFile
from tenants.database.claims import was_done_before
from tenants.database.session import as_hq, as_market
from tenants.events.models import NetworkEvent

LABEL, ONSSA = DocumentType.LABEL_CHECKLIST, DocumentType.ONSSA_CERTIFICATE
DAY = timedelta(days=1)


def told() -> list[str]:
    return list(
        NetworkEvent.objects.filter(name__startswith="document.")
        .order_by("recorded_at", "pk")
        .values_list("name", flat=True)
    )


class TestPapers:
    @pytest.mark.parametrize(
        ("content", "media_type"),
        [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")],
    )
    def test_are_kept_as_what_they_are(self, hq: None, now: Any, content: bytes, media_type: str) -> None:
        said: dict[str, Any] = {"books": HQ_BOOKS, "owner": OFFICER, "client": "", "at": now}
        kept = files.keep_paper(content=content, media_type=media_type, **said)
        assert (kept.media_type, kept.size, kept.lines) == (media_type, len(content), 0)

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (PNG, "application/pdf"),
            (PDF, "image/png"),
            (PDF[:20], "application/pdf"),
            (JPEG[:-2], "image/jpeg"),
            (b"", "image/png"),
            (b"<script>%PDF-1.7%%EOF", "application/pdf"),
            (PDF + b"\0" * (10 * 1024 * 1024) + b"%%EOF", "application/pdf"),
        ],
    )
    def test_are_refused_whatever_they_call_themselves(
        self, hq: None, now: Any, content: bytes, media_type: str
    ) -> None:
        with pytest.raises(files.FileRefused):
            files.keep_paper(
                books=HQ_BOOKS, content=content, media_type=media_type, owner=OFFICER, client="", at=now
            )
        assert not BulkFile.objects.exists()

    def test_that_a_document_tells_of_outlive_their_day_and_count_no_more(
        self, nation: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        used = submit(nation.applicant().id, at=nation.at).file_id
        unused = paper_file(at=nation.at)
        files.remove_expired(books=HQ_BOOKS, now=nation.at + 2 * DAY)
        removed = dict(BulkFile.objects.values_list("pk", "removed_at"))
        assert removed[used] is None
        assert removed[unused] == nation.at + 2 * DAY
        monkeypatch.setattr("tenants.bulk.operations._files.MOST_FILES", 1)
        paper_file(at=nation.at)
        with pytest.raises(files.TooManyFiles):
            paper_file(at=nation.at)


class TestSubmit:
    def test_keeps_what_was_brought_and_who_brought_it(self, nation: Any) -> None:
        found = submit(nation.applicant().id, at=nation.at)
        assert (found.state, found.version, found.series, found.submitted_by) == (
            "submitted",
            1,
            found.id,
            OFFICER,
        )
        assert bytes(found.digest) == bytes(BulkFile.objects.get().digest)
        assert told() == ["document.submitted"]

    def test_twice_is_once_and_other_content_is_refused(self, nation: Any) -> None:
        said: dict[str, Any] = {
            "document_id": new_id(),
            "cooperative_id": nation.applicant().id,
            "file_id": paper_file(at=nation.at),
            "at": nation.at,
            "actor": OFFICER,
        }
        documents.submit_document(details=details(), **said)
        assert was_done_before(documents.submit_document(details=details(), **said))
        with pytest.raises(registry.IdReused):
            documents.submit_document(details=details(number="13"), **said)
        assert Document.objects.count() == 1

    def test_needs_a_paper_that_is_still_there(self, nation: Any) -> None:
        said: dict[str, Any] = {
            "document_id": new_id(),
            "cooperative_id": nation.applicant().id,
            "details": details(),
            "actor": OFFICER,
        }
        lines = files.keep_file(books=HQ_BOOKS, content=b"{}\n", owner=OFFICER, client="", at=nation.at)
        with pytest.raises(files.FileRefused):
            documents.submit_document(file_id=lines.pk, at=nation.at, **said)
        for key in (paper_file(at=nation.at), new_id()):
            with pytest.raises(files.FileGone):
                documents.submit_document(file_id=key, at=nation.at + 2 * DAY, **said)
        assert not Document.objects.exists()

    def test_speaks_of_the_cooperatives_own_products(self, nation: Any) -> None:
        mine, other = nation.applicant(), nation.applicant()
        keys = [
            catalogue.draft_product(
                product_id=uuid4(),
                cooperative_id=owner.id,
                details=nation.product_details(),
                at=nation.at,
                actor="officer",
            ).id
            for owner in (mine, other)
        ]
        submit(mine.id, LABEL, at=nation.at, product_ids=[keys[0]], category_codes=["amlou"])
        assert DocumentScope.objects.count() == 2
        with pytest.raises(InvalidValue, match="another cooperative"):
            submit(mine.id, LABEL, at=nation.at, product_ids=[keys[1]])
        for unknown in ({"product_ids": [new_id()]}, {"category_codes": ["nothing"]}):
            with pytest.raises(NotFound):
                submit(mine.id, LABEL, at=nation.at, **unknown)

    def test_of_a_next_version_names_the_latest(self, nation: Any) -> None:
        known, other = nation.applicant(), nation.applicant()
        first = accepted(known.id, at=nation.at)
        with pytest.raises(InvalidValue, match="replaces"):
            submit(other.id, at=nation.at, replaces_id=first.id)
        with pytest.raises(NotFound):
            submit(known.id, at=nation.at, replaces_id=new_id())
        second = submit(known.id, at=nation.at, replaces_id=first.id)
        assert (second.series, second.version) == (first.id, 2)
        with pytest.raises(documents.DocumentAwaitsReview):
            submit(known.id, at=nation.at, replaces_id=second.id)
        with pytest.raises(VersionConflict):
            submit(known.id, at=nation.at, replaces_id=first.id)


class TestReview:
    def test_takes_another_person(self, nation: Any) -> None:
        found = submit(nation.applicant().id, at=nation.at)
        said: dict[str, Any] = {"document_id": found.id, "at": nation.at, "actor": OFFICER}
        with pytest.raises(documents.DocumentNeedsSecondPerson):
            documents.accept_document(**said)
        with pytest.raises(documents.DocumentNeedsSecondPerson):
            documents.reject_document(reason="illisible", **said)
        assert Document.objects.get().state == "submitted"

    def test_accepts_once(self, nation: Any) -> None:
        found = accepted(nation.applicant().id, at=nation.at)
        again = documents.accept_document(document_id=found.id, at=nation.at + DAY, actor="person:third")
        assert (again.reviewed_by, again.reviewed_at) == (REVIEWER, nation.at)
        with pytest.raises(documents.WrongDocumentStep):
            documents.reject_document(document_id=found.id, reason="erreur", at=nation.at, actor=REVIEWER)
        assert told() == ["document.submitted", "document.accepted"]

    def test_rejects_with_a_reason_and_lets_another_come(self, nation: Any) -> None:
        known = nation.applicant()
        first = accepted(known.id, at=nation.at)
        second = submit(known.id, at=nation.at, replaces_id=first.id)
        said: dict[str, Any] = {"document_id": second.id, "at": nation.at, "actor": REVIEWER}
        with pytest.raises(InvalidValue):
            documents.reject_document(reason=" ", **said)
        rejected = documents.reject_document(reason="illisible", **said)
        assert (rejected.state, rejected.review_note) == ("rejected", "illisible")
        with pytest.raises(documents.WrongDocumentStep):
            documents.accept_document(**said)
        third = submit(known.id, at=nation.at, replaces_id=second.id)
        assert third.version == 3
        assert Document.objects.get(id=first.id).state == "accepted"

    def test_supersedes_the_one_before_from_its_own_first_day(self, nation: Any) -> None:
        known = nation.applicant()
        today = nation.at.date()
        first = accepted(known.id, at=nation.at)
        second = accepted(known.id, at=nation.at, replaces_id=first.id, valid_from=today + 9 * DAY)
        third = accepted(known.id, at=nation.at, replaces_id=second.id)
        states = {row.id: (row.state, row.superseded_from) for row in Document.objects.all()}
        assert states == {
            first.id: ("superseded", today + 9 * DAY),
            second.id: ("superseded", today),
            third.id: ("accepted", None),
        }

    def test_of_what_is_not_there_says_so(self, nation: Any) -> None:
        with pytest.raises(NotFound):
            documents.accept_document(document_id=new_id(), at=nation.at, actor=REVIEWER)


class TestCertificatesOfOnssa:
    def test_are_granted_when_their_paper_is_accepted(self, nation: Any) -> None:
        known = nation.applicant()
        waiting = submit(known.id, ONSSA, at=nation.at)
        assert not registry_reads.authorised_for_food(known.id, nation.at.date())
        documents.accept_document(document_id=waiting.id, at=nation.at, actor=REVIEWER)
        assert registry_reads.authorised_for_food(known.id, nation.at.date())
        found = Authorisation.objects.get()
        assert (found.id, found.number, found.issued_on) == (waiting.id, "ES.5.77.26", date(2026, 1, 2))

    def test_that_were_recorded_before_are_not_granted_again(self, nation: Any) -> None:
        known = nation.applicant()
        granted = nation.authorise(known.id, number="ES.5.77.26", issued_on=date(2026, 1, 2))
        accepted(known.id, ONSSA, at=nation.at)
        assert [row.id for row in Authorisation.objects.all()] == [granted]

    def test_renewed_under_their_number_take_the_place_of_the_one_before(self, nation: Any) -> None:
        known = nation.applicant()
        nation.authorise(known.id, number="ES.5.77.26", issued_on=date(2024, 1, 2))
        accepted(known.id, ONSSA, at=nation.at)
        statuses = dict(Authorisation.objects.values_list("issued_on", "status"))
        assert statuses == {date(2024, 1, 2): "withdrawn", date(2026, 1, 2): "valid"}

    def test_of_another_cooperatives_number_leave_everything_as_it_was(self, nation: Any) -> None:
        nation.authorise(nation.applicant().id, number="ES.5.77.26")
        waiting = submit(nation.applicant().id, ONSSA, at=nation.at)
        with pytest.raises(registry.AuthorisationNumberTaken), transaction.atomic():
            documents.accept_document(document_id=waiting.id, at=nation.at, actor=REVIEWER)
        assert Document.objects.get().state == "submitted"


class TestGrace:
    def grant(self, document: Document, nation: Any, **changes: Any) -> Grace:
        said: dict[str, Any] = {
            "grace_id": new_id(),
            "document_id": document.id,
            "until": nation.at.date() + 30 * DAY,
            "reason": "le greffe est fermé",
            "at": nation.at,
            "actor": REVIEWER,
            **changes,
        }
        return documents.grant_grace(**said)

    def test_is_signed_and_granted_once(self, nation: Any) -> None:
        document = accepted(nation.applicant().id, at=nation.at, valid_until=nation.at.date())
        key = new_id()
        grace = self.grant(document, nation, grace_id=key)
        assert (grace.granted_by, grace.reason) == (REVIEWER, "le greffe est fermé")
        assert was_done_before(self.grant(document, nation, grace_id=key))
        with pytest.raises(registry.IdReused):
            self.grant(document, nation, grace_id=key, until=nation.at.date() + DAY)
        assert told()[-1] == "document.grace_granted"

    def test_is_refused_to_who_brought_the_paper_and_for_what_does_not_end(self, nation: Any) -> None:
        known = nation.applicant()
        ends = accepted(known.id, at=nation.at, valid_until=nation.at.date())
        with pytest.raises(documents.DocumentNeedsSecondPerson):
            self.grant(ends, nation, actor=OFFICER)
        with pytest.raises(InvalidValue, match="term ends later"):
            self.grant(accepted(known.id, at=nation.at), nation)
        with pytest.raises(documents.WrongDocumentStep):
            self.grant(submit(known.id, at=nation.at, valid_until=nation.at.date()), nation)
        with pytest.raises(InvalidValue, match="authority"):
            self.grant(accepted(known.id, ONSSA, at=nation.at, valid_until=nation.at.date()), nation)
        assert not Grace.objects.exists()


class TestWhoMay:
    def test_a_market_reads_what_was_accepted_of_who_takes_part_and_writes_nothing(self, nation: Any) -> None:
        inside, outside = nation.eligible(), nation.eligible()
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=inside.id,
            market_schema="casablanca",
            joined_on=nation.at.date(),
            at=nation.at,
            actor="officer",
        )
        seen = accepted(inside.id, LABEL, at=nation.at, category_codes=["amlou"])
        accepted(outside.id, LABEL, at=nation.at, category_codes=["amlou"])
        submit(inside.id, at=nation.at)
        with as_market("casablanca"):
            assert [row.id for row in Document.objects.all()] == [seen.id]
            assert [row.document_id for row in DocumentScope.objects.all()] == [seen.id]
            with pytest.raises(ProgrammingError), transaction.atomic():
                Document.objects.update(state="accepted")
            with pytest.raises(ProgrammingError), transaction.atomic():
                list(BulkFile.objects.all())
        with as_market("marrakech"):
            assert not Document.objects.exists()
            assert not DocumentScope.objects.exists()

    def test_headquarters_changes_nothing_that_was_submitted(self, nation: Any) -> None:
        submit(nation.applicant().id, at=nation.at)
        with as_hq():
            with pytest.raises(ProgrammingError), transaction.atomic():
                Document.objects.update(number="13")
            with pytest.raises(ProgrammingError), transaction.atomic():
                Document.objects.all().delete()

    @pytest.mark.parametrize(
        ("columns", "constraint"),
        [
            ({"reviewed_by": OFFICER}, "document_"),
            ({"state": "accepted"}, "document_decided_by_somebody"),
            ({"state": "superseded"}, "document_"),
            ({"review_note": "pourquoi"}, "document_rejected_with_reason"),
        ],
    )
    def test_the_database_refuses_what_contradicts_itself(
        self, nation: Any, columns: dict[str, Any], constraint: str
    ) -> None:
        submit(nation.applicant().id, at=nation.at)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Document.objects.update(**columns)


class TestRevoke:
    @pytest.fixture(autouse=True)
    def register_extract_is_asked(self, nation: Any) -> None:
        documents.load_requirement_sets(sets=FIRST_SETS, at=nation.at, actor=OFFICER)

    def test_takes_back_that_a_paper_counts_from_a_day_on(self, nation: Any) -> None:
        known, day = nation.eligible(group=Group.AGRI), nation.at.date() + 5 * DAY
        paper = accepted(known.id, at=nation.at)
        say: dict[str, Any] = {"document_id": paper.id, "at": nation.at, "actor": REVIEWER}
        for _ in range(2):
            documents.revoke_document(revoked_from=day, reason=" forged ", **say)
        asking = Asking(cooperative_id=known.id)
        before, after = (reads.eligibility(asking, on=on) for on in (day - DAY, day))
        assert (before.eligible, after.eligible) == (True, False)
        assert [(one.fault, one.reason) for one in after.demands.errors] == [("withdrawn", "forged")]
        assert told()[-1:] == ["document.revoked"]
        assert told().count("document.revoked") == 1
        renewed = accepted(known.id, at=nation.at, replaces_id=paper.id, number="13/2026")
        assert renewed.version == 2
        assert reads.eligibility(asking, on=day).eligible

    def test_is_of_what_was_accepted_for_a_reason_and_not_for_the_past(self, nation: Any) -> None:
        known, today = nation.eligible(group=Group.AGRI), nation.at.date()
        waiting, paper = submit(known.id, at=nation.at), accepted(known.id, at=nation.at)
        certificate = accepted(known.id, ONSSA, at=nation.at)
        say: dict[str, Any] = {"at": nation.at, "actor": REVIEWER, "reason": "forged"}
        with pytest.raises(documents.WrongDocumentStep):
            documents.revoke_document(document_id=waiting.id, revoked_from=today, **say)
        with pytest.raises(InvalidValue, match="past"):
            documents.revoke_document(document_id=paper.id, revoked_from=today - DAY, **say)
        with pytest.raises(InvalidValue, match="withdrawn instead"):
            documents.revoke_document(document_id=certificate.id, revoked_from=today, **say)
        with pytest.raises(InvalidValue):
            documents.revoke_document(document_id=paper.id, revoked_from=today, **(say | {"reason": " "}))
        assert not Document.objects.filter(state="revoked").exists()

    def test_is_seen_by_a_market_of_what_it_saw(self, nation: Any) -> None:
        known = nation.eligible(group=Group.AGRI)
        paper = accepted(known.id, at=nation.at)
        registry.admit_cooperative(
            participation_id=uuid4(),
            cooperative_id=known.id,
            market_schema="casablanca",
            joined_on=date(2026, 11, 1),
            at=nation.at,
            actor=OFFICER,
        )
        documents.revoke_document(
            document_id=paper.id,
            revoked_from=nation.at.date(),
            reason="forged",
            at=nation.at,
            actor=REVIEWER,
        )
        with as_market("casablanca"):
            assert not reads.eligibility(Asking(cooperative_id=known.id), on=nation.at.date()).eligible
            assert Document.objects.get().revocation_reason == "forged"
