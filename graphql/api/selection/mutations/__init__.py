"""Writes of selections. One file each."""

from api.base.lists import Mutations
from api.selection.mutations.adjudicate_selection_score import AdjudicateSelectionScore
from api.selection.mutations.close_selection_scoring import CloseSelectionScoring
from api.selection.mutations.decide_selection_appeal import DecideSelectionAppeal
from api.selection.mutations.declare_selection_conflict import DeclareSelectionConflict
from api.selection.mutations.define_selection_grid import DefineSelectionGrid
from api.selection.mutations.enter_selection_application import EnterSelectionApplication
from api.selection.mutations.file_selection_appeal import FileSelectionAppeal
from api.selection.mutations.open_selection_round import OpenSelectionRound
from api.selection.mutations.prepare_selection_decision import PrepareSelectionDecision
from api.selection.mutations.score_selection_application import ScoreSelectionApplication
from api.selection.mutations.sign_selection_decision import SignSelectionDecision

SELECTION_MUTATIONS: Mutations = (
    DefineSelectionGrid,
    OpenSelectionRound,
    EnterSelectionApplication,
    DeclareSelectionConflict,
    ScoreSelectionApplication,
    AdjudicateSelectionScore,
    CloseSelectionScoring,
    PrepareSelectionDecision,
    SignSelectionDecision,
    FileSelectionAppeal,
    DecideSelectionAppeal,
)
