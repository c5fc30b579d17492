"""Root fields of applications of the public, on headquarters' host."""

from api.applications import lists
from api.applications.types import PublicApplication
from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries


class ApplicationQueries(Queries):
    """Reads of applications of the public."""

    public_application = One(PublicApplication, "An application of the public by its global id.")
    public_applications = Connection(
        PublicApplication,
        "The officer's queue: what was handed in, first come first.",
        orders=lists.APPLICATION_ORDERS,
        filters=lists.PublicApplicationFilter,
    )
