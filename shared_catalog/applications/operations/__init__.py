"""The writes of applications. Those of the public count what is tried before and apart, so whoever calls
`start`, `opened` or `save` opens no transaction around it.
"""

from shared_catalog.applications.operations._decisions import Applied, apply_decision
from shared_catalog.applications.operations._filing import (
    ApplicationLinkUnknown,
    ApplicationSubmitted,
    Started,
    delete_draft,
    delete_old_drafts,
    forget_applicants,
    opened,
    save,
    start,
    submit,
)
from shared_catalog.applications.operations._review import (
    ApplicationsWait,
    WrongApplicationState,
    accept,
    close_scoring,
    refuse_application,
    take_up,
)

__all__ = [
    "ApplicationLinkUnknown",
    "ApplicationSubmitted",
    "ApplicationsWait",
    "Applied",
    "Started",
    "WrongApplicationState",
    "accept",
    "apply_decision",
    "close_scoring",
    "delete_draft",
    "delete_old_drafts",
    "forget_applicants",
    "opened",
    "refuse_application",
    "save",
    "start",
    "submit",
    "take_up",
]
