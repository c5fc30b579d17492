"""What a market may propose."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.catalogue.inputs import ProductDetailsInput
from api.catalogue.types import Product
from api.registry.inputs import CooperativeDetailsInput
from api.registry.types import Cooperative
from shared_catalog.proposals.types import (
    Content,
    CooperativeEdit,
    NewCooperative,
    NewProduct,
    ProductEdit,
)


class ProposedCooperativeEditInput(graphene.InputObjectType):
    """To replace what a cooperative says of itself."""

    cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
    read_version = Given(
        graphene.Int,
        "The `version` of the cooperative that you read: accepted only while it is the same.",
        required=True,
    )
    details = Given(CooperativeDetailsInput, "What it says of itself, whole.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> CooperativeEdit:
        return CooperativeEdit(**given)


class ProposedProductInput(graphene.InputObjectType):
    """To describe a product of a cooperative."""

    cooperative_id = IdOf(Cooperative, "Who makes it.", required=True)
    details = Given(ProductDetailsInput, "What it is.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> NewProduct:
        return NewProduct(**given)


class ProposedProductEditInput(graphene.InputObjectType):
    """To replace what is said of a product."""

    product_id = IdOf(Product, "The product.", required=True)
    read_version = Given(
        graphene.Int,
        "The `version` of the product that you read: accepted only while it is the same.",
        required=True,
    )
    details = Given(ProductDetailsInput, "What it is, whole.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> ProductEdit:
        return ProductEdit(**given)


class ProposalContentInput(graphene.InputObjectType):
    """What is proposed: exactly one of these."""

    one_of = True

    cooperative = Given(CooperativeDetailsInput, "To enter a cooperative in the registry.")
    cooperative_edit = Given(
        ProposedCooperativeEditInput,
        "To replace what a cooperative that takes part here says of itself.",
    )
    product = Given(ProposedProductInput, "To describe a product of a cooperative that takes part here.")
    product_edit = Given(
        ProposedProductEditInput, "To replace what is said of a product of one that takes part here."
    )

    @staticmethod
    def value(given: dict[str, Any]) -> Content:
        [(name, content)] = given.items()
        found: Content = NewCooperative(details=content) if name == "cooperative" else content
        return found
