"""Writes of the registry, for headquarters. One file each."""

from api.base.lists import Mutations
from api.registry.mutations.admit_cooperative import AdmitCooperative
from api.registry.mutations.appoint_officer import AppointOfficer
from api.registry.mutations.change_vat_regime import ChangeVatRegime
from api.registry.mutations.declare_eligible import DeclareEligible
from api.registry.mutations.end_officer_mandate import EndOfficerMandate
from api.registry.mutations.end_participation import EndParticipation
from api.registry.mutations.grant_authorisation import GrantAuthorisation
from api.registry.mutations.record_payee_account import RecordPayeeAccount
from api.registry.mutations.register_cooperative import RegisterCooperative
from api.registry.mutations.register_cooperatives import RegisterCooperatives
from api.registry.mutations.reinstate_authorisation import ReinstateAuthorisation
from api.registry.mutations.reinstate_cooperative import ReinstateCooperative
from api.registry.mutations.reject_payee_account import RejectPayeeAccount
from api.registry.mutations.resume_participation import ResumeParticipation
from api.registry.mutations.retire_cooperative import RetireCooperative
from api.registry.mutations.reveal_payee_account import RevealPayeeAccount
from api.registry.mutations.set_contract import SetContract
from api.registry.mutations.set_legal_identity import SetLegalIdentity
from api.registry.mutations.set_participation_terms import SetParticipationTerms
from api.registry.mutations.set_payee_rules import SetPayeeRules
from api.registry.mutations.start_qualification import StartQualification
from api.registry.mutations.suspend_authorisation import SuspendAuthorisation
from api.registry.mutations.suspend_cooperative import SuspendCooperative
from api.registry.mutations.suspend_participation import SuspendParticipation
from api.registry.mutations.update_cooperative import UpdateCooperative
from api.registry.mutations.update_officer import UpdateOfficer
from api.registry.mutations.verify_payee_account import VerifyPayeeAccount
from api.registry.mutations.withdraw_authorisation import WithdrawAuthorisation

REGISTRY_MUTATIONS: Mutations = (
    RegisterCooperative,
    RegisterCooperatives,
    UpdateCooperative,
    StartQualification,
    DeclareEligible,
    SuspendCooperative,
    ReinstateCooperative,
    RetireCooperative,
    RecordPayeeAccount,
    VerifyPayeeAccount,
    RejectPayeeAccount,
    SetPayeeRules,
    GrantAuthorisation,
    SuspendAuthorisation,
    ReinstateAuthorisation,
    WithdrawAuthorisation,
    AdmitCooperative,
    EndParticipation,
    SetContract,
    SetParticipationTerms,
    SuspendParticipation,
    ResumeParticipation,
    SetLegalIdentity,
    AppointOfficer,
    UpdateOfficer,
    EndOfficerMandate,
    ChangeVatRegime,
    RevealPayeeAccount,
)

MARKET_REGISTRY_MUTATIONS: Mutations = (RevealPayeeAccount,)
