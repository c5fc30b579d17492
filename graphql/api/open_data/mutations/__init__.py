"""Writes of open data, for headquarters. One file each."""

from api.base.lists import Mutations
from api.open_data.mutations.record_publication_consent import RecordPublicationConsent
from api.open_data.mutations.withdraw_publication_consent import WithdrawPublicationConsent

OPEN_DATA_MUTATIONS: Mutations = (RecordPublicationConsent, WithdrawPublicationConsent)
