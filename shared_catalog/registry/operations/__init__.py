"""The writes of the registry; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.registry.operations._accounts import (
    AccountNeedsSecondPerson,
    AccountRejected,
    AccountSuperseded,
    record_payee_account,
    reject_payee_account,
    reveal_account,
    verify_payee_account,
)
from shared_catalog.registry.operations._authorisations import (
    AuthorisationNumberTaken,
    WrongAuthorisationStep,
    grant_authorisation,
    reinstate_authorisation,
    suspend_authorisation,
    withdraw_authorisation,
)
from shared_catalog.registry.operations._codes import take_numbers
from shared_catalog.registry.operations._cooperatives import (
    IceTaken,
    IdReused,
    ProvinceOutsideRegion,
    WrongCooperativeStep,
    change_vat_regime,
    declare_eligible,
    locked,
    register_cooperative,
    reinstate,
    retire_cooperative,
    start_qualification,
    suspend_cooperative,
    update_cooperative,
)
from shared_catalog.registry.operations._forgetting import forget_call_backs, forget_contacts
from shared_catalog.registry.operations._loading import load_cooperatives, load_participations
from shared_catalog.registry.operations._participations import (
    AlreadyTakesPart,
    CooperativeNotEligible,
    admit_cooperative,
    end_participation,
    set_contract,
)
from shared_catalog.registry.operations._payee_rules import set_payee_rules
from shared_catalog.registry.operations._territory import load_territory

__all__ = [
    "AccountNeedsSecondPerson",
    "AccountRejected",
    "AccountSuperseded",
    "AlreadyTakesPart",
    "AuthorisationNumberTaken",
    "CooperativeNotEligible",
    "IceTaken",
    "IdReused",
    "ProvinceOutsideRegion",
    "WrongAuthorisationStep",
    "WrongCooperativeStep",
    "admit_cooperative",
    "change_vat_regime",
    "declare_eligible",
    "end_participation",
    "forget_call_backs",
    "forget_contacts",
    "grant_authorisation",
    "load_cooperatives",
    "load_participations",
    "load_territory",
    "locked",
    "record_payee_account",
    "register_cooperative",
    "reinstate",
    "reinstate_authorisation",
    "reject_payee_account",
    "retire_cooperative",
    "reveal_account",
    "set_contract",
    "set_payee_rules",
    "start_qualification",
    "suspend_authorisation",
    "suspend_cooperative",
    "take_numbers",
    "update_cooperative",
    "verify_payee_account",
    "withdraw_authorisation",
]
