"""Writes of recalls: two of headquarters, one of a market. One file each."""

from api.base.lists import Mutations
from api.recalls.mutations.acknowledge_recall import AcknowledgeRecall
from api.recalls.mutations.lift_recall import LiftRecall
from api.recalls.mutations.open_recall import OpenRecall

RECALL_MUTATIONS: Mutations = (OpenRecall, LiftRecall)
MARKET_RECALL_MUTATIONS: Mutations = (AcknowledgeRecall,)
