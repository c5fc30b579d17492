"""`recordSales`."""

from api.base.lists import ListMutation
from api.sales.mutations.record_sale import RecordSale


class RecordSales(ListMutation):
    """Record the sales of a till, such as one that was offline. They have happened: `IGNORE_FAILED` records
    what can be recorded, and keeps no other till waiting. Events: `sale.recorded`.
    """

    of = RecordSale
