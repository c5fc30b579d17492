from datetime import date
from typing import Any, Optional, Union

from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .cooperatives import Cooperatives
from .draft_products import DraftProducts
from .events import Events
from .input_types import (
    CooperativeFilter,
    DraftProductsInput,
    ProductFilter,
    RegisterCooperativesInput,
    RegisterWebhookInput,
)
from .network_sales import NetworkSales
from .products import Products
from .register_cooperatives import RegisterCooperatives
from .register_webhook import RegisterWebhook
from .viewer import Viewer


def gql(q: str) -> str:
    return q


class Client(BaseClient):
    def products(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[ProductFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Products:
        query = gql("""
            query Products($first: Int = 100, $after: String, $filter: ProductFilter) {
              products(first: $first, after: $after, filter: $filter) {
                nodes {
                  id
                  code
                  gtin
                  name {
                    ar
                    fr
                    en
                  }
                  cooperative {
                    id
                    code
                  }
                  unit
                  netContent
                  recommendedPrice {
                    amountMinor
                    currency
                  }
                  status
                  updatedAt
                  version
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "first": first,
            "after": after,
            "filter": filter_,
        }
        response = self.execute(
            query=query, operation_name="Products", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Products.model_validate(data)

    def draft_products(self, input: DraftProductsInput, **kwargs: Any) -> DraftProducts:
        query = gql("""
            mutation DraftProducts($input: DraftProductsInput!) {
              draftProducts(input: $input) {
                count
                results {
                  product {
                    id
                    code
                    status
                  }
                  errors {
                    ...Refusal
                  }
                }
                errors {
                  ...Refusal
                }
              }
            }

            fragment Refusal on UserError {
              code
              path
              message
              params {
                name
                value
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = self.execute(
            query=query, operation_name="DraftProducts", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DraftProducts.model_validate(data)

    def network_sales(self, since: date, until: date, **kwargs: Any) -> NetworkSales:
        query = gql("""
            query NetworkSales($since: Date!, $until: Date!) {
              network(groupBy: [MARKET, HALF_MONTH], since: $since, until: $until) {
                market {
                  slug
                }
                halfMonth
                tickets
                items
                net {
                  amountMinor
                  currency
                }
                fees {
                  amountMinor
                  currency
                }
              }
            }
            """)
        variables: dict[str, object] = {"since": since, "until": until}
        response = self.execute(
            query=query, operation_name="NetworkSales", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return NetworkSales.model_validate(data)

    def viewer(self, **kwargs: Any) -> Viewer:
        query = gql("""
            query Viewer {
              viewer {
                id
                label
                scope
                permissions
              }
            }
            """)
        variables: dict[str, object] = {}
        response = self.execute(
            query=query, operation_name="Viewer", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Viewer.model_validate(data)

    def events(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        types: Union[Optional[list[str]], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Events:
        query = gql("""
            query Events($first: Int = 100, $after: String, $types: [String!]) {
              events(first: $first, after: $after, types: $types) {
                nodes {
                  position
                  name
                  subjectId
                  payload
                  occurredAt
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after, "types": types}
        response = self.execute(
            query=query, operation_name="Events", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Events.model_validate(data)

    def register_webhook(
        self, input: RegisterWebhookInput, **kwargs: Any
    ) -> RegisterWebhook:
        query = gql("""
            mutation RegisterWebhook($input: RegisterWebhookInput!) {
              registerWebhook(input: $input) {
                webhook {
                  id
                  url
                  eventTypes
                }
                secret
                errors {
                  ...Refusal
                }
              }
            }

            fragment Refusal on UserError {
              code
              path
              message
              params {
                name
                value
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = self.execute(
            query=query, operation_name="RegisterWebhook", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RegisterWebhook.model_validate(data)

    def cooperatives(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[CooperativeFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Cooperatives:
        query = gql("""
            query Cooperatives($first: Int = 100, $after: String, $filter: CooperativeFilter) {
              cooperatives(first: $first, after: $after, filter: $filter) {
                nodes {
                  id
                  code
                  name {
                    ar
                    fr
                    en
                  }
                  group
                  kind
                  region {
                    code
                    name {
                      fr
                    }
                  }
                  ice
                  status
                  updatedAt
                  version
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "first": first,
            "after": after,
            "filter": filter_,
        }
        response = self.execute(
            query=query, operation_name="Cooperatives", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Cooperatives.model_validate(data)

    def register_cooperatives(
        self, input: RegisterCooperativesInput, **kwargs: Any
    ) -> RegisterCooperatives:
        query = gql("""
            mutation RegisterCooperatives($input: RegisterCooperativesInput!) {
              registerCooperatives(input: $input) {
                count
                results {
                  cooperative {
                    id
                    code
                    status
                  }
                  errors {
                    ...Refusal
                  }
                }
                errors {
                  ...Refusal
                }
              }
            }

            fragment Refusal on UserError {
              code
              path
              message
              params {
                name
                value
              }
            }
            """)
        variables: dict[str, object] = {"input": input}
        response = self.execute(
            query=query,
            operation_name="RegisterCooperatives",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return RegisterCooperatives.model_validate(data)
