"""Rows of selections. Headquarters' login alone touches them: no market sees an application or a score.

What was said is never changed: sheets, adjudications, conflicts, decisions and their places are appended.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.catalogue.models import Category
from shared_catalog.catalogue.types import Unit
from shared_catalog.registry.models import Cooperative, Region, choices, one_of
from shared_catalog.registry.types import Group
from shared_catalog.selection.rules import SCORERS
from shared_catalog.selection.types import (
    AppealState,
    CriterionKind,
    Dimension,
    Ground,
    Outcome,
    RoundState,
)
from tenants.database.rights import APPEND, Rights


class Grid(models.Model):
    """A version of the grid by which rounds are judged. Append-only: a round keeps the one it opened with."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField(unique=True, help_text="Counts the grids, from 1.")
    title = models.CharField(max_length=120)
    terms = models.JSONField(help_text="As `rules.written` writes them.")
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.version} {self.title}"


class Round(models.Model):
    """A call for cooperatives under one grid, with so many places."""

    rights = Rights(hq=(*APPEND, *(f"UPDATE({name})" for name in ("state", "scored_at", "scored_by"))))

    id = models.UUIDField(primary_key=True)
    title = models.CharField(max_length=120)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="rounds")
    places = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=choices(RoundState))
    opened_at = models.DateTimeField(help_text="UTC.")
    opened_by = models.CharField(max_length=80)
    scored_at = models.DateTimeField(null=True, help_text="UTC; when scoring was closed.")
    scored_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="round_state_known", condition=one_of("state", RoundState)),
            models.CheckConstraint(name="round_has_places", condition=Q(places__gt=0)),
            models.CheckConstraint(
                name="round_scored_by_somebody",
                condition=Q(state=RoundState.OPEN, scored_at__isnull=True, scored_by="")
                | (~Q(state=RoundState.OPEN) & Q(scored_at__isnull=False) & ~Q(scored_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Application(models.Model):
    """A cooperative in a round, with what its file said on the day it was entered.

    `sheets` counts the score sheets that count: nobody reads another's before both are in.
    """

    rights = Rights(hq=(*APPEND, "UPDATE(sheets)"))

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField(help_text="In the round, from 1, in the order of entry.")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="applications")
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    group = models.CharField(max_length=10, choices=choices(Group))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="applications")
    onssa = models.BooleanField(help_text="Whether a food-safety certificate was valid.")
    good_standing = models.BooleanField(help_text="Neither suspended nor retired.")
    members = models.PositiveIntegerField()
    members_women = models.PositiveIntegerField()
    members_rural = models.PositiveIntegerField()
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="applications")
    price_minor = models.PositiveBigIntegerField(null=True, help_text="Centimes asked for a pack.")
    unit = models.CharField(max_length=5, choices=choices(Unit), blank=True)
    content = models.PositiveIntegerField(null=True, help_text="How much of the unit the pack holds.")
    reference_minor = models.PositiveBigIntegerField(
        null=True, help_text="Centimes that such a pack of other cooperatives usually costs."
    )
    failed_gates = models.JSONField(help_text="Which gates of the grid it fails: it is not scored then.")
    entered_at = models.DateTimeField(help_text="UTC.")
    entered_by = models.CharField(max_length=80)
    sheets = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="application_once", fields=["round", "cooperative"]),
            models.UniqueConstraint(name="application_number_once", fields=["round", "number"]),
            models.CheckConstraint(name="application_group_known", condition=one_of("group", Group)),
            models.CheckConstraint(
                name="application_members_among_all",
                condition=Q(members_women__lte=F("members"), members_rural__lte=F("members")),
            ),
            models.CheckConstraint(
                name="application_price_whole_or_none",
                condition=Q(
                    category__isnull=True,
                    unit="",
                    price_minor__isnull=True,
                    content__isnull=True,
                    reference_minor__isnull=True,
                )
                | (
                    Q(category__isnull=False, price_minor__gt=0, content__gt=0, reference_minor__gt=0)
                    & one_of("unit", Unit)
                ),
            ),
            models.CheckConstraint(
                name="application_scored_by_two_at_most", condition=Q(sheets__lte=SCORERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.round_id}"


class ConflictOfInterest(models.Model):
    """Somebody says that an application is none of theirs to judge; a sheet they handed in counts no more."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    member = models.CharField(max_length=80)
    reason = models.CharField(max_length=400)
    declared_at = models.DateTimeField(help_text="UTC.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="conflict_once", fields=["application", "member"]),
            models.CheckConstraint(name="conflict_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.member} and {self.application_id}"


class ScoreSheet(models.Model):
    """What one person gave an application, all criteria at once."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="score_sheets")
    scorer = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)
    scored_at = models.DateTimeField(help_text="UTC.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="score_sheet_once", fields=["application", "scorer"]),
        ]

    def __str__(self) -> str:
        return f"{self.scorer} on {self.application_id}"


class Score(models.Model):
    """The points of one criterion on a sheet."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=12, choices=choices(CriterionKind))
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="score_once", fields=["sheet", "criterion"]),
            models.CheckConstraint(
                name="score_criterion_known", condition=one_of("criterion", CriterionKind)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


class Decision(models.Model):
    """The minutes of a round, signed by two people. One that follows an appeal leaves those before it as
    they are.
    """

    rights = Rights(hq=(*APPEND, "UPDATE(signed_at)", "UPDATE(signed_by)"))

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(help_text="In the round, from 1; the last one holds.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of what was decided by, and of the result.")
    shortfalls = models.JSONField(help_text="Floors that could not be kept, and why.")
    prepared_at = models.DateTimeField(help_text="UTC.")
    prepared_by = models.CharField(max_length=80)
    signed_at = models.DateTimeField(null=True, help_text="UTC.")
    signed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="decision_number_once", fields=["round", "number"]),
            models.CheckConstraint(
                name="decision_signed_by_another", condition=~Q(signed_by=F("prepared_by"))
            ),
            models.CheckConstraint(
                name="decision_signed_by_somebody",
                condition=Q(signed_at__isnull=True, signed_by="")
                | (Q(signed_at__isnull=False) & ~Q(signed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.round_id}"


class Place(models.Model):
    """What a decision gave one application, and why. `position` is its line in the minutes, from 1."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="decided_places")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decided_places")
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=choices(Outcome))
    ground = models.CharField(max_length=10, choices=choices(Ground))
    total = models.PositiveIntegerField(null=True, help_text="1,000,000 is full marks.")
    rank = models.PositiveIntegerField(null=True, help_text="Among those that passed gates and pass mark.")
    waiting = models.PositiveIntegerField(null=True, help_text="Place on the waiting list.")
    quota_dimension = models.CharField(max_length=6, choices=choices(Dimension), blank=True)
    quota_value = models.CharField(max_length=10, blank=True)
    quota_floor = models.PositiveIntegerField(null=True)
    quota_ceiling = models.PositiveIntegerField(null=True)
    failed_gates = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="place_once", fields=["decision", "application"]),
            models.UniqueConstraint(name="place_position_once", fields=["decision", "position"]),
            models.CheckConstraint(name="place_outcome_known", condition=one_of("outcome", Outcome)),
            models.CheckConstraint(name="place_ground_known", condition=one_of("ground", Ground)),
            models.CheckConstraint(
                name="place_refused_has_no_rank",
                condition=Q(outcome=Outcome.REFUSED, rank__isnull=True)
                | (~Q(outcome=Outcome.REFUSED) & Q(rank__isnull=False, total__isnull=False)),
            ),
            models.CheckConstraint(
                name="place_waits_where_it_waits",
                condition=Q(outcome=Outcome.WAITING, waiting__isnull=False)
                | (~Q(outcome=Outcome.WAITING) & Q(waiting__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.outcome}"


class Appeal(models.Model):
    """A cooperative says that a decision is wrong; somebody who had no hand in its scores decides."""

    rights = Rights(
        hq=(*APPEND, *(f"UPDATE({name})" for name in ("state", "decided_at", "decided_by", "answer")))
    )

    id = models.UUIDField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    argument = models.CharField(max_length=2000)
    filed_at = models.DateTimeField(help_text="UTC.")
    filed_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=choices(AppealState))
    decided_at = models.DateTimeField(null=True, help_text="UTC.")
    decided_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="appeal_once", fields=["decision", "application"]),
            models.CheckConstraint(name="appeal_state_known", condition=one_of("state", AppealState)),
            models.CheckConstraint(name="appeal_decided_by_another", condition=~Q(decided_by=F("filed_by"))),
            models.CheckConstraint(
                name="appeal_decided_with_answer",
                condition=Q(state=AppealState.FILED, decided_at__isnull=True, decided_by="", answer="")
                | (
                    ~Q(state=AppealState.FILED)
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} against {self.decision_id}"


class Adjudication(models.Model):
    """The points that a third person, or an appeal, puts in the place of two scores."""

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="adjudications")
    criterion = models.CharField(max_length=12, choices=choices(CriterionKind))
    points = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400)
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="corrections")
    decided_at = models.DateTimeField(help_text="UTC.")
    decided_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="adjudication_once_by_each",
                fields=["application", "criterion", "decided_by"],
                condition=Q(appeal__isnull=True),
            ),
            models.UniqueConstraint(name="adjudication_once_an_appeal", fields=["appeal", "criterion"]),
            models.CheckConstraint(
                name="adjudication_criterion_known", condition=one_of("criterion", CriterionKind)
            ),
            models.CheckConstraint(name="adjudication_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"
