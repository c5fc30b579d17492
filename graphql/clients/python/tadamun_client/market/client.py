from typing import Any, Optional, Union

from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .change_prices import ChangePrices
from .count_stock import CountStock
from .deposit_lots import DepositLots
from .events import Events
from .input_types import (
    ChangePricesInput,
    CountStockInput,
    DepositLotsInput,
    ListingFilter,
    ListProductsInput,
    RecordSaleInput,
    RecordSalesInput,
    RefundSaleInput,
    RegisterWebhookInput,
    StatementFilter,
)
from .list_products import ListProducts
from .listings import Listings
from .periods import Periods
from .record_sale import RecordSale
from .record_sales import RecordSales
from .refund_sale import RefundSale
from .register_webhook import RegisterWebhook
from .statements import Statements
from .tills import Tills
from .viewer import Viewer


def gql(q: str) -> str:
    return q


class Client(BaseClient):
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

    def periods(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Periods:
        query = gql("""
            query Periods($first: Int = 24, $after: String) {
              periods(first: $first, after: $after) {
                nodes {
                  id
                  key
                  startsOn
                  endsOn
                  state
                  payOn
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after}
        response = self.execute(
            query=query, operation_name="Periods", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Periods.model_validate(data)

    def statements(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[StatementFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Statements:
        query = gql("""
            query Statements($first: Int = 50, $after: String, $filter: StatementFilter) {
              statements(first: $first, after: $after, filter: $filter) {
                nodes {
                  id
                  number
                  period {
                    key
                  }
                  cooperative {
                    id
                    code
                  }
                  sales {
                    amountMinor
                    currency
                  }
                  returns {
                    amountMinor
                    currency
                  }
                  fees {
                    amountMinor
                    currency
                  }
                  payable {
                    amountMinor
                    currency
                  }
                  payout {
                    id
                    state
                    rail
                    paidOn
                  }
                  pdfUrl
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
            query=query, operation_name="Statements", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Statements.model_validate(data)

    def listings(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        filter_: Union[Optional[ListingFilter], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Listings:
        query = gql("""
            query Listings($first: Int = 100, $after: String, $filter: ListingFilter) {
              listings(first: $first, after: $after, filter: $filter) {
                nodes {
                  id
                  product {
                    id
                    code
                    gtin
                    name {
                      ar
                      fr
                      en
                    }
                  }
                  price {
                    amountMinor
                    currency
                  }
                  state
                  onHand
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
            query=query, operation_name="Listings", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Listings.model_validate(data)

    def list_products(self, input: ListProductsInput, **kwargs: Any) -> ListProducts:
        query = gql("""
            mutation ListProducts($input: ListProductsInput!) {
              listProducts(input: $input) {
                count
                results {
                  listing {
                    id
                    state
                    version
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
            query=query, operation_name="ListProducts", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ListProducts.model_validate(data)

    def change_prices(self, input: ChangePricesInput, **kwargs: Any) -> ChangePrices:
        query = gql("""
            mutation ChangePrices($input: ChangePricesInput!) {
              changePrices(input: $input) {
                count
                results {
                  listing {
                    id
                    price {
                      amountMinor
                      currency
                    }
                    version
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
            query=query, operation_name="ChangePrices", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ChangePrices.model_validate(data)

    def deposit_lots(self, input: DepositLotsInput, **kwargs: Any) -> DepositLots:
        query = gql("""
            mutation DepositLots($input: DepositLotsInput!) {
              depositLots(input: $input) {
                count
                results {
                  deposit {
                    id
                    uuid
                    onHand
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
            query=query, operation_name="DepositLots", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DepositLots.model_validate(data)

    def count_stock(self, input: CountStockInput, **kwargs: Any) -> CountStock:
        query = gql("""
            mutation CountStock($input: CountStockInput!) {
              countStock(input: $input) {
                deposit {
                  id
                  onHand
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
            query=query, operation_name="CountStock", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CountStock.model_validate(data)

    def tills(
        self,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Tills:
        query = gql("""
            query Tills($first: Int = 100, $after: String) {
              tills(first: $first, after: $after) {
                nodes {
                  id
                  code
                  name
                  state
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {"first": first, "after": after}
        response = self.execute(
            query=query, operation_name="Tills", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Tills.model_validate(data)

    def record_sale(self, input: RecordSaleInput, **kwargs: Any) -> RecordSale:
        query = gql("""
            mutation RecordSale($input: RecordSaleInput!) {
              recordSale(input: $input) {
                sale {
                  id
                  uuid
                  receiptYear
                  receiptNumber
                  total {
                    amountMinor
                    currency
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
            query=query, operation_name="RecordSale", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RecordSale.model_validate(data)

    def record_sales(self, input: RecordSalesInput, **kwargs: Any) -> RecordSales:
        query = gql("""
            mutation RecordSales($input: RecordSalesInput!) {
              recordSales(input: $input) {
                count
                results {
                  sale {
                    id
                    uuid
                    receiptYear
                    receiptNumber
                    total {
                      amountMinor
                      currency
                    }
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
            query=query, operation_name="RecordSales", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RecordSales.model_validate(data)

    def refund_sale(self, input: RefundSaleInput, **kwargs: Any) -> RefundSale:
        query = gql("""
            mutation RefundSale($input: RefundSaleInput!) {
              refundSale(input: $input) {
                refund {
                  id
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
            query=query, operation_name="RefundSale", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return RefundSale.model_validate(data)
