"""gql as it comes, in an environment of its own: it reads the schema, checks the documents, and asks."""

import json
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport

told = json.loads(sys.argv[1])
transport = RequestsHTTPTransport(
    url=told["url"],
    headers={"Authorization": f"Bearer {told['token']}", "Host": told["host"]},
)
with Client(transport=transport, fetch_schema_from_transport=True) as session:
    first = session.execute(gql(told["query"]), variable_values=told["variables"])
    written = session.execute(gql(told["mutation"]), variable_values={"input": told["input"]})
with Client(transport=transport) as session:
    try:
        session.execute(gql("{ nothing }"))
    except TransportQueryError as error:
        refused = [one["extensions"]["code"] for one in error.errors or []]
print(json.dumps({"first": first, "written": written, "refused": refused}))
