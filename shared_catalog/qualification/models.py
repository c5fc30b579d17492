"""Rows of qualification programmes. Money and blockers are appended; what was spent is never changed.

Headquarters' login alone touches them, but for suggestions to a market and its answers.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.documents.models import Document
from shared_catalog.qualification.types import BlockerCode, EnrolmentState, StepKind
from shared_catalog.registry.models import Authorisation, Cooperative, choices, one_of
from tenants.database.rights import APPEND, EDIT, READ, Rights
from tenants.network.models import Market


class Programme(models.Model):
    """A programme that brings cooperatives to their authorisation, carried by partners. Append-only.

    `fingerprint` is that of its terms: the same id defined again with other terms is refused.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    starts_on = models.DateField(help_text="The first day of its first phase.")
    ends_on = models.DateField(help_text="The last day of its last phase.")
    target = models.PositiveIntegerField(help_text="Authorisations that all its phases are to bring.")
    budget_minor = models.PositiveBigIntegerField(help_text="Centimes that all partners give.")
    defined_at = models.DateTimeField(help_text="UTC.")
    defined_by = models.CharField(max_length=80)
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programme_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Partner(models.Model):
    """Who carries a programme, and how much of its budget. Its row is the lock of whoever spends of it."""

    rights = Rights(hq=EDIT)

    id = models.UUIDField(primary_key=True, default=new_id)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partners")
    position = models.PositiveSmallIntegerField(help_text="In the programme, from 1.")
    code = models.CharField(max_length=20)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    budget_minor = models.PositiveBigIntegerField(help_text="Centimes; 0 for one that brings no money.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="partner_once", fields=["programme", "code"]),
            models.UniqueConstraint(name="partner_position_once", fields=["programme", "position"]),
        ]

    def __str__(self) -> str:
        return self.code


class Phase(models.Model):
    """A part of a programme, its days included. Append-only."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField(help_text="In the programme, from 1.")
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Its last day.")
    target = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="phase_once", fields=["programme", "number"]),
            models.CheckConstraint(
                name="phase_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.programme_id}"


class Cohort(models.Model):
    """Cooperatives that go through a phase together, from a day on. Append-only."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="cohorts")
    code = models.CharField(max_length=20)
    starts_on = models.DateField(help_text="The first day on which cooperatives are enrolled in it.")
    opened_at = models.DateTimeField(help_text="UTC.")
    opened_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="cohort_once", fields=["phase", "code"])]

    def __str__(self) -> str:
        return self.code


class Overrun(models.Model):
    """Somebody signs that a partner's budget may be exceeded by so much, and why. Append-only."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="overruns")
    amount_minor = models.PositiveBigIntegerField(help_text="Centimes.")
    reason = models.CharField(max_length=400)
    signed_on = models.DateField()
    signed_at = models.DateTimeField(help_text="UTC.")
    signed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="overrun_is_some_and_says_why",
                condition=Q(amount_minor__gt=0) & ~Q(reason="") & ~Q(signed_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} beyond {self.partner_id}"


class Enrolment(models.Model):
    """A cooperative in a cohort, until it reaches its authorisation or is dropped; one at a time."""

    rights = Rights(
        hq=(
            *APPEND,
            *(
                f"UPDATE({name})"
                for name in ("state", "authorisation_id", "ended_on", "ended_at", "ended_by", "drop_reason")
            ),
        )
    )

    id = models.UUIDField(primary_key=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="enrolments")
    started_on = models.DateField()
    enrolled_at = models.DateTimeField(help_text="UTC.")
    enrolled_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=choices(EnrolmentState))
    authorisation = models.ForeignKey(
        Authorisation, null=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    ended_on = models.DateField(null=True, help_text="When it was authorised or dropped.")
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_by = models.CharField(max_length=80, blank=True)
    drop_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="enrolment_state_known", condition=one_of("state", EnrolmentState)),
            models.UniqueConstraint(
                name="enrolment_one_at_a_time",
                fields=["cooperative"],
                condition=Q(state=EnrolmentState.ACTIVE),
            ),
            models.UniqueConstraint(name="enrolment_authorisation_once", fields=["authorisation"]),
            models.CheckConstraint(
                name="enrolment_ends_as_it_says",
                condition=Q(
                    state=EnrolmentState.ACTIVE,
                    authorisation__isnull=True,
                    ended_on__isnull=True,
                    ended_at__isnull=True,
                    ended_by="",
                    drop_reason="",
                )
                | (
                    Q(ended_on__gte=F("started_on"), ended_at__isnull=False)
                    & ~Q(ended_by="")
                    & (
                        Q(state=EnrolmentState.AUTHORISED, authorisation__isnull=False, drop_reason="")
                        | (Q(state=EnrolmentState.DROPPED, authorisation__isnull=True) & ~Q(drop_reason=""))
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} in {self.cohort_id}"


class Step(models.Model):
    """A step of an enrolment: planned for a day, done on another. Every enrolment has all six."""

    rights = Rights(
        hq=(
            *APPEND,
            *(f"UPDATE({name})" for name in ("planned_on", "done_on", "recorded_at", "recorded_by")),
        )
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=13, choices=choices(StepKind))
    position = models.PositiveSmallIntegerField(help_text="In the usual order, from 1.")
    planned_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(null=True, help_text="UTC; when it was said to be done.")
    recorded_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="step_once", fields=["enrolment", "kind"]),
            models.CheckConstraint(name="step_kind_known", condition=one_of("kind", StepKind)),
            models.CheckConstraint(
                name="step_done_as_somebody_said",
                condition=Q(done_on__isnull=True, recorded_at__isnull=True, recorded_by="")
                | (Q(done_on__isnull=False, recorded_at__isnull=False) & ~Q(recorded_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.enrolment_id}"


class StepDocument(models.Model):
    """A paper of the cooperative that shows how a step was done. Append-only."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="step_documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="step_documents")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="step_document_once", fields=["step", "document"]),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.step_id}"


class Cost(models.Model):
    """Money spent on a step, by a partner or, without one, by the cooperative itself. Append-only."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="costs")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="costs")
    amount_minor = models.PositiveBigIntegerField(help_text="Centimes.")
    paid_on = models.DateField()
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="cost_is_some", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} on {self.step_id}"


class Blocker(models.Model):
    """What keeps a step from being done, until somebody says that it is out of the way."""

    rights = Rights(hq=(*APPEND, *(f"UPDATE({name})" for name in ("until", "lifted_at", "lifted_by"))))

    id = models.UUIDField(primary_key=True, default=new_id)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="blockers")
    code = models.CharField(max_length=15, choices=choices(BlockerCode))
    text = models.CharField(max_length=400)
    since = models.DateField()
    until = models.DateField(null=True, help_text="The first day on which it is out of the way.")
    raised_at = models.DateTimeField(help_text="UTC.")
    raised_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True, help_text="UTC.")
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="blocker_code_known", condition=one_of("code", BlockerCode)),
            models.CheckConstraint(
                name="blocker_lifted_by_somebody",
                condition=Q(until__isnull=True, lifted_at__isnull=True, lifted_by="")
                | (Q(until__gte=F("since"), lifted_at__isnull=False) & ~Q(lifted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} since {self.since}"


class ListingSuggestion(models.Model):
    """Headquarters suggests to a market that it list what a cooperative makes, now that it may. Append-only.

    A market sees its own; `ListingAnswer` is what it says.
    """

    rights = Rights(market=READ, hq=APPEND, market_rows="market_id = {schema}")

    id = models.UUIDField(primary_key=True, default=new_id)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="listing_suggestions")
    market = models.ForeignKey(
        Market, to_field="schema_name", on_delete=models.PROTECT, related_name="listing_suggestions"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="listing_suggestions")
    suggested_at = models.DateTimeField(help_text="UTC.")
    suggested_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="listing_suggestion_once", fields=["programme", "cooperative", "market"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} to {self.market_id}"


class ListingAnswer(models.Model):
    """What a market says to a suggestion: its own login appends it, and sees its own. Append-only."""

    _own = (
        "EXISTS (SELECT 1 FROM public.qualification_listingsuggestion AS suggested"
        " WHERE suggested.id = qualification_listinganswer.suggestion_id AND suggested.market_id = {schema})"
    )
    rights = Rights(market=APPEND, hq=READ, market_rows=_own)

    suggestion = models.OneToOneField(
        ListingSuggestion, primary_key=True, on_delete=models.PROTECT, related_name="answer"
    )
    accepted = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True, help_text="Why it declines.")
    answered_at = models.DateTimeField(help_text="UTC.")
    answered_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="listing_answer_declines_with_reason", condition=Q(accepted=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.accepted else 'no'} to {self.suggestion_id}"
