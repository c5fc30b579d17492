"""Answers an operation by its plan, where it has one."""

import structlog
from django.db import DataError, OperationalError, ProgrammingError
from graphql import OperationType

from api.base.errors import ApiError
from api.context import Context
from api.execution.finishing import Finished, Refused, finish
from api.execution.parameters import Brought, Unplannable
from api.execution.plans import Asked, Plan, Plans
from observability import sentry
from tenants.database import prepared
from tenants.database.logins import HQ, market_login
from tenants.database.session import current_login

log = structlog.get_logger(__name__)


def compiled(plans: Plans, asked: Asked, context: Context) -> Finished | None:
    """The data of an operation by its plan; None where the ordinary executor must answer: nothing was
    changed, since a plan only reads. So it is too where the database is away or takes too long: the
    ordinary executor says in which field.
    """
    if asked.operation.operation is not OperationType.QUERY:
        return None
    try:
        plan, brought = plans.plan(asked, context)
        return run(plan, brought)
    except (Unplannable, Refused, ApiError, OperationalError):
        return None
    except (DataError, ProgrammingError) as error:
        log.error("a plan that PostgreSQL refuses", exc_info=error)
        sentry.report(error)
        return None


def run(plan: Plan, brought: Brought) -> Finished:
    """Run a plan as the login of the request's host. Raises Refused where the rows hold what only the
    ordinary executor can answer, ApiError for ids and cursors that are none, and Django's database errors.
    """
    values = plan.bind(brought)
    if plan.text:
        return finish(plan.text, plan.walk, brought)
    market = brought.context.market
    assert current_login() == (HQ if market is None else market_login(market)), "a host is one login"
    [(text,)] = prepared.execute(plan.sql, values, planned_anew=plan.walk.planned_anew)
    if text is None:
        raise Refused()
    return finish(text, plan.walk, brought)
