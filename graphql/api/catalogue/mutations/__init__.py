"""Writes of the catalogue, for headquarters. One file each."""

from api.base.mutations import Mutation
from api.catalogue.mutations.add_tax_rate import AddTaxRate
from api.catalogue.mutations.approve_product import ApproveProduct
from api.catalogue.mutations.draft_product import DraftProduct
from api.catalogue.mutations.edit_product import EditProduct
from api.catalogue.mutations.retire_product import RetireProduct

CATALOGUE_MUTATIONS: tuple[type[Mutation], ...] = (
    DraftProduct,
    EditProduct,
    ApproveProduct,
    RetireProduct,
    AddTaxRate,
)
