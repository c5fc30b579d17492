"""`tadamun explain`: what the API makes of an operation."""

from typing import Annotated

import orjson
import typer

from config.environment import ENV
from config.start import start_process
from kernel.clock import now

app = typer.Typer()


@app.command()
def explain(
    operation: Annotated[str, typer.Argument(help="A document with one operation.")],
    market: Annotated[str, typer.Option(help="A market's slug; headquarters without.")] = "",
    role: Annotated[str, typer.Option(help="As whom: a role, held for the network.")] = "hq_admin",
    variables: Annotated[str, typer.Option(help="Its variables, as JSON.")] = "{}",
    language: Annotated[str, typer.Option(help="ar, fr or en.")] = "fr",
) -> None:
    """Print an operation's plan, its SQL and PostgreSQL's plan of it, or why it is not compiled."""
    start_process(ENV)
    from api.base.documents import InvalidDocument
    from api.base.errors import ApiError
    from api.context import Context
    from api.execution.explaining import explained
    from api.hq.schema import HQ_DOCUMENTS
    from api.market.schema import MARKET_DOCUMENTS
    from kernel.ids import new_id
    from tenants.access import NETWORK, ActorKind, Grant, actor_at
    from tenants.database.session import as_hq, as_market
    from tenants.permissions import Role

    if role not in list(Role):
        raise typer.BadParameter(f"one of {', '.join(Role)}", param_hint="--role")
    viewer = actor_at(
        market=market or None,
        id="explain",
        label="explain",
        kind=ActorKind.TOKEN,
        grants=[Grant(id=new_id(), role=Role(role), scope=NETWORK)],
    )
    assert viewer is not None, "a grant of the network holds on every host"
    context = Context(
        viewer=viewer, market=market or None, now=now(), language=language, request_id="explain"
    )
    documents = MARKET_DOCUMENTS if market else HQ_DOCUMENTS
    with as_market(market) if market else as_hq():
        try:
            for line in explained(documents, operation, orjson.loads(variables), context):
                typer.echo(line)
        except InvalidDocument as invalid:
            for error in invalid.errors:
                typer.echo(error.message, err=True)
            raise typer.Exit(2) from None
        except (ApiError, orjson.JSONDecodeError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None
