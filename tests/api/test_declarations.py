"""What is forgotten is an error while the classes are made."""

from typing import Any

import graphene
import pytest
from django.db.models import Q
from graphql import GraphQLObjectType

from api import sdl
from api.base.enums import described_enum
from api.base.fields import Column
from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.nodes import Node
from api.base.once import AS_IT_IS, KEYED, ClientMade, Naturally
from api.base.permissions import PUBLIC
from api.base.schema import Queries, undescribed
from shared_catalog.registry.models import Region
from shared_catalog.registry.types import Group
from tenants.permissions import Permission


class TestForgetting:
    def test_the_permission_of_a_type_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="declares no permission"):

            class Forgotten(Node):
                """A region."""

                class Meta:
                    model = Region

                code = Column("Its code.")

                @classmethod
                def visible(cls, viewer: Any) -> Q:
                    return Q()

    def test_whose_rows_are_seen_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="does not say which of its rows"):

            class Forgotten(Node):
                """A region."""

                class Meta:
                    model = Region
                    permission = PUBLIC

    def test_the_permission_of_a_root_field_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="declares no permission"):

            class Forgotten(Queries):
                """Reads."""

                answer = graphene.Int(description="42.")

    def test_the_permission_of_a_mutation_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="declares no permission"):

            class Forgotten(Mutation):
                """Does something."""

                class Input:
                    """Nothing."""

                @staticmethod
                def perform(context: Any) -> None:
                    """Nothing."""

    def test_how_a_mutation_is_repeated_safely_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="does not declare how it is repeated safely"):

            class Forgotten(Mutation):
                """Does something."""

                permission = Permission.SALES_RECORD

                class Input:
                    """Nothing."""

                @staticmethod
                def perform(context: Any) -> None:
                    """Nothing."""

    @pytest.mark.parametrize(
        ("declared", "because"),
        [(ClientMade("sale_id"), "takes no sale_id"), (KEYED, "which are no rows"), (Naturally(""), "twice")],
    )
    def test_what_that_takes_is_an_error(self, declared: Any, because: str) -> None:
        with pytest.raises(TypeError, match=because):

            class Unable(Mutation):
                """Does something."""

                permission = Permission.SALES_RECORD
                once = declared

                class Input:
                    """Nothing."""

                number = graphene.Field(graphene.Int, description="A number.")

                @staticmethod
                def perform(context: Any) -> None:
                    """Nothing."""

    def test_an_input_that_the_mutation_does_not_take_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="perform takes"):

            class Unused(Mutation):
                """Does something."""

                permission = Permission.SALES_RECORD
                once = AS_IT_IS

                class Input:
                    """A number."""

                    number = Given(graphene.Int, "A number.")

                @staticmethod
                def perform(context: Any) -> None:
                    """Nothing."""

    def test_the_description_of_a_value_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="describes"):
            described_enum(Group, "Forgotten", "Groups.", TERROIR="Terroir.")


@pytest.mark.parametrize("side", sdl.SCHEMAS)
class TestSchemas:
    def test_describe_everything(self, side: str) -> None:
        assert list(undescribed(sdl.SCHEMAS[side])) == []

    def test_say_who_may_on_every_root_field(self, side: str) -> None:
        schema = sdl.SCHEMAS[side]
        roots = [type_ for type_ in (schema.query_type, schema.mutation_type) if type_ is not None]

        for name, field in ((n, f) for root in roots for n, f in root.fields.items()):
            last = field.description.rsplit("\n\n", 1)[-1]
            assert last == "Public." or last.startswith("Requires: `"), name

    def test_answer_errors_from_every_mutation(self, side: str) -> None:
        mutations = sdl.SCHEMAS[side].mutation_type
        for field in mutations.fields.values() if mutations else ():
            assert isinstance(field.type, GraphQLObjectType)
            assert str(field.type.fields["errors"].type) == "[UserError!]!"
            assert list(field.args) == ["input"]
