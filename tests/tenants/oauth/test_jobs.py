"""Daily work: what nobody can use any more is deleted, what tells of a replay is kept."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from oauth2_provider.models import AccessToken, Grant, RefreshToken
from signing_in import Account, Browser, Hour, Program

from tenants.database.session import as_hq
from tenants.oauth import jobs
from tenants.oauth.operations import IssuedClient
from tenants.permissions import Role


class TestLookAfterTokens:
    def test_forgets_in_a_day_what_lasts_a_day_and_in_a_month_the_rest(
        self,
        make_client: Callable[..., IssuedClient],
        make_account: Callable[..., Account],
        code_for: Callable[..., str],
        browser: Browser,
        hour: Hour,
        rollback: None,
    ) -> None:
        program, account = Program(make_client()), make_account(Role.CASHIER)
        first = program.exchange(code_for(program.client, account))
        second = program.refresh(first["refresh_token"])
        code_for(program.client, account)
        assert (Grant.objects.count(), Session.objects.count()) == (1, 1)
        with as_hq():
            jobs.look_after_tokens(now=hour.pass_by(days=1))
        assert (Grant.objects.count(), Session.objects.count()) == (0, 0)
        assert RefreshToken.objects.count() == 2
        with as_hq():
            jobs.look_after_tokens(now=hour.pass_by(days=31))
        assert (RefreshToken.objects.count(), AccessToken.objects.count()) == (0, 0)
        assert program.refresh(second["refresh_token"]) == {"error": "invalid_grant"}
