"""Writes of representation."""

from api.base.lists import Mutations
from api.representation.mutations.set_representation_floor import SetRepresentationFloor

REPRESENTATION_MUTATIONS: Mutations = (SetRepresentationFloor,)
