"""How the lists of selections are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.registry.enums import CooperativeGroup
from api.selection.enums import SelectionGround, SelectionOutcome, SelectionRoundState

GRID_ORDERS = Orders("SelectionGrid", descending=True, VERSION=By("version", "By version."))
ROUND_ORDERS = Orders("SelectionRound", descending=True, OPENED_AT=By("opened_at", "By when it was opened."))
APPLICATION_ORDERS = Orders("SelectionApplication", NUMBER=By("number", "By number in the round."))
SHEET_ORDERS = Orders("SelectionScoreSheet", SCORED_AT=By("scored_at", "By when it was handed in."))
SCORE_ORDERS = Orders("SelectionScore", CRITERION=By("criterion", "By criterion."))
ADJUDICATION_ORDERS = Orders("SelectionAdjudication", DECIDED_AT=By("decided_at", "By when it was decided."))
CONFLICT_ORDERS = Orders("SelectionConflict", DECLARED_AT=By("declared_at", "By when it was declared."))
DECISION_ORDERS = Orders("SelectionDecision", NUMBER=By("number", "By number in the round."))
PLACE_ORDERS = Orders("SelectionPlace", POSITION=By("position", "By line in the minutes, best first."))
APPEAL_ORDERS = Orders("SelectionAppeal", FILED_AT=By("filed_at", "By when it was filed."))


class SelectionRoundFilter(Filter):
    """Which rounds."""

    state = Condition(SelectionRoundState, "Where it stands.", "state")


class SelectionApplicationFilter(Filter):
    """Which applications."""

    number = Condition(graphene.Int, "Its number in the round.", "number")
    cooperative = Related("api.registry.types.Cooperative", "Whose it is.", "cooperative_id")
    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_id")
    group = Condition(CooperativeGroup, "The group.", "group")
    scored = Flag("Whether both scores are in.", Q(sheets=2))


class SelectionPlaceFilter(Filter):
    """Which places."""

    outcome = Condition(SelectionOutcome, "What became of the application.", "outcome")
    ground = Condition(SelectionGround, "Why.", "ground")
