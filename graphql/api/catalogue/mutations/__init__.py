"""Writes of the catalogue, for headquarters. One file each."""

from api.base.lists import Mutations
from api.catalogue.mutations.add_barcode import AddBarcode
from api.catalogue.mutations.add_tax_rate import AddTaxRate
from api.catalogue.mutations.approve_product import ApproveProduct
from api.catalogue.mutations.draft_product import DraftProduct
from api.catalogue.mutations.draft_products import DraftProducts
from api.catalogue.mutations.edit_product import EditProduct
from api.catalogue.mutations.edit_products import EditProducts
from api.catalogue.mutations.end_barcode import EndBarcode
from api.catalogue.mutations.retire_product import RetireProduct
from api.catalogue.mutations.set_product_attributes import SetProductAttributes

CATALOGUE_MUTATIONS: Mutations = (
    DraftProduct,
    DraftProducts,
    EditProduct,
    EditProducts,
    ApproveProduct,
    RetireProduct,
    SetProductAttributes,
    AddBarcode,
    EndBarcode,
    AddTaxRate,
)
