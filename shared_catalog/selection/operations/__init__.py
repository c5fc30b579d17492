"""The writes of selections; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.selection.operations._decisions import (
    AlreadyAppealed,
    AppealDecided,
    AppealsOpen,
    MinutesChanged,
    SelectionNeedsSecondPerson,
    decide_appeal,
    file_appeal,
    prepare_decision,
    sign_decision,
)
from shared_catalog.selection.operations._rounds import (
    AlreadyApplied,
    WrongRoundState,
    define_grid,
    enter_application,
    open_round,
)
from shared_catalog.selection.operations._scoring import (
    AlreadyScored,
    ConflictDeclared,
    GateNotPassed,
    NothingToAdjudicate,
    NotIndependent,
    ScoringIncomplete,
    adjudicate,
    close_scoring,
    declare_conflict,
    score_application,
)

__all__ = [
    "AlreadyAppealed",
    "AlreadyApplied",
    "AlreadyScored",
    "AppealDecided",
    "AppealsOpen",
    "ConflictDeclared",
    "GateNotPassed",
    "MinutesChanged",
    "NotIndependent",
    "NothingToAdjudicate",
    "ScoringIncomplete",
    "SelectionNeedsSecondPerson",
    "WrongRoundState",
    "adjudicate",
    "close_scoring",
    "decide_appeal",
    "declare_conflict",
    "define_grid",
    "enter_application",
    "file_appeal",
    "open_round",
    "prepare_decision",
    "score_application",
    "sign_decision",
]
