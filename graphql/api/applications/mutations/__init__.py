"""What headquarters does with applications of the public. One file each."""

from api.applications.mutations.accept_public_application import AcceptPublicApplication
from api.applications.mutations.apply_selection_decision import ApplySelectionDecision
from api.applications.mutations.refuse_public_application import RefusePublicApplication
from api.applications.mutations.take_up_public_application import TakeUpPublicApplication
from api.base.lists import Mutations

APPLICATION_MUTATIONS: Mutations = (
    TakeUpPublicApplication,
    AcceptPublicApplication,
    RefusePublicApplication,
    ApplySelectionDecision,
)
