"""Root fields about tills."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.tills.lists import TILL_ORDERS, TillFilter
from api.tills.types import Till


class TillQueries(Queries):
    """Reads of tills."""

    till = One(Till, "A till by its global id.")
    tills = Connection(Till, "The market's tills.", orders=TILL_ORDERS, filters=TillFilter)
