"""Writes about duplicates, for headquarters. One file each."""

from api.base.lists import Mutations
from api.duplicates.mutations.declare_products_different import DeclareProductsDifferent
from api.duplicates.mutations.merge_products import MergeProducts

DUPLICATE_MUTATIONS: Mutations = (MergeProducts, DeclareProductsDifferent)
