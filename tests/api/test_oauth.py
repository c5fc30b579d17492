"""OAuth through HTTP: codes with PKCE, client credentials, refresh, revocation, introspection, and what is
refused on the way.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as HttpClient
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import RefreshToken
from signing_in import (
    CALLBACK,
    HQ,
    SALES,
    Account,
    Browser,
    Hour,
    Program,
    answer_of,
    request_address,
    shown_secret,
)

from tenants.access import NETWORK, SYSTEM
from tenants.database.session import as_hq
from tenants.oauth import operations as oauth
from tenants.oauth import queries, standing
from tenants.oauth.models import EndedSession
from tenants.oauth.validator import Validator
from tenants.people import operations as people
from tenants.people.models import Membership
from tenants.permissions import Role

WHO = "{ viewer { id role permissions } }"
INTEGRATOR = [(Role.INTEGRATOR, "casablanca")]

MakeClient = Callable[..., oauth.IssuedClient]
MakeAccount = Callable[..., Account]
CodeFor = Callable[..., str]


@pytest.fixture
def tokens_of(
    make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
) -> Callable[..., tuple[Program, dict[str, Any]]]:
    """A program with the tokens that a manager of casablanca allowed it."""

    def make(**given: Any) -> tuple[Program, dict[str, Any]]:
        program = Program(make_client(**given))
        account = make_account(enrolled=True)
        return program, program.exchange(code_for(program.client, account))

    return make


def status_of(api: Any, token: str, *, host: str = "casablanca") -> int:
    asked = api(token, host)
    asked.ask(WHO)
    status: int = asked.status
    return status


class TestCodeFlow:
    @pytest.mark.parametrize(
        ("language", "direction", "words"),
        [
            ("ar", "rtl", ("تسجيل الدخول", "التحقق بخطوتين", "السماح")),
            ("fr", "ltr", ("Se connecter", "Double", "Autoriser")),
        ],
    )
    def test_leads_through_password_code_and_consent_to_a_token(
        self,
        rollback: None,
        make_client: MakeClient,
        make_account: MakeAccount,
        hour: Hour,
        api: Any,
        language: str,
        direction: str,
        words: tuple[str, ...],
    ) -> None:
        client, account = make_client(), make_account(enrolled=True)
        browser = Browser(language)
        browser.open(request_address(client))
        assert f'<html lang="{language}" dir="{direction}">' in browser.page and words[0] in browser.page
        browser.sign_in(account)
        assert words[1] in browser.page and "<code>" not in browser.page
        hour.pass_by(seconds=30)
        browser.send(code=account.code(hour.now))
        assert words[2] in browser.page and "محاسبة Compta" in browser.page and "Amina" in browser.page
        browser.send(decision="allow")
        assert browser.status == 303 and browser.left_for.startswith(CALLBACK + "?")
        brought = answer_of(browser.left_for)
        assert brought["state"] == "s-1" and brought["iss"] == "http://hq.testserver:8000"
        program = Program(client)
        given = program.exchange(brought["code"])
        assert program.status == 200 and given["token_type"] == "Bearer" and given["expires_in"] == 600
        assert given["scope"] == SALES
        viewer = api(given["access_token"], "casablanca").data(WHO)["viewer"]
        assert viewer == {
            "id": f"person:{account.person.pk}",
            "role": "MARKET_MANAGER",
            "permissions": ["sales:read"],
        }

    def test_enrols_a_second_factor_where_money_moves(
        self, browser: Browser, make_client: MakeClient, make_account: MakeAccount, hour: Hour, rollback: None
    ) -> None:
        account = make_account(Role.MARKET_MANAGER)
        browser.open(request_address(make_client())).sign_in(account)
        account.secret = shown_secret(browser.page)
        assert 'src="data:image/svg+xml' in browser.page
        assert browser.send(code="000000").status == 400 and "<code>" not in browser.page
        assert browser.open("/account/").address.startswith("/account/code")
        account.secret = shown_secret(browser.page)
        assert browser.send(code=account.code(hour.now)).address == "/account/"

    def test_asks_a_cashier_for_no_code(
        self, browser: Browser, make_client: MakeClient, make_account: MakeAccount, rollback: None
    ) -> None:
        browser.open(request_address(make_client())).sign_in(make_account(Role.CASHIER))
        assert browser.address.startswith("/account/authorize?")

    def test_tells_an_application_that_it_was_denied(
        self, browser: Browser, make_client: MakeClient, make_account: MakeAccount, rollback: None
    ) -> None:
        browser.open(request_address(make_client())).sign_in(make_account(Role.CASHIER)).send(decision="deny")
        brought = answer_of(browser.left_for)
        assert browser.left_for.startswith(CALLBACK + "?") and "code" not in brought
        assert brought["error"] == "access_denied" and brought["state"] == "s-1" and brought["iss"]

    def test_takes_no_other_word_for_yes(
        self, browser: Browser, make_client: MakeClient, make_account: MakeAccount, rollback: None
    ) -> None:
        browser.open(request_address(make_client())).sign_in(make_account(Role.CASHIER)).send()
        assert answer_of(browser.left_for)["error"] == "access_denied"

    def test_gives_a_public_application_its_token_without_a_secret(
        self, make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
    ) -> None:
        program = Program(make_client(confidential=False))
        given = program.exchange(code_for(program.client, make_account(Role.CASHIER)))
        assert program.status == 200 and given["access_token"] and given["refresh_token"]

    def test_lets_a_page_of_the_application_fetch_its_token(
        self, make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
    ) -> None:
        client = make_client(confidential=False)
        code = code_for(client, make_account(Role.CASHIER))
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        form |= {"client_id": client.row.client_id, "code_verifier": "wrong" * 10}
        sent = {"content_type": "application/x-www-form-urlencoded"}
        for verifier, origin, allowed in (
            ("", "https://evil.example", None),
            (None, "https://app.example.ma", "https://app.example.ma"),
        ):
            if verifier is None:
                from signing_in import VERIFIER

                form["code_verifier"] = VERIFIER
            response = HttpClient(headers={"host": HQ, "origin": origin}).post(
                "/oauth/token", urlencode(form), **sent
            )
            assert response.get("Access-Control-Allow-Origin") == allowed

    def test_keeps_neither_code_nor_token_in_the_clear(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]]
    ) -> None:
        _, given = tokens_of()
        with as_hq(), connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(t::text, ' ') FROM oauth2_provider_accesstoken t")
            kept = cursor.fetchone()[0]
            cursor.execute("SELECT string_agg(t::text, ' ') FROM oauth2_provider_refreshtoken t")
            kept += cursor.fetchone()[0]
        assert given["access_token"] not in kept and given["refresh_token"] not in kept


class TestCode:
    def test_is_taken_once_and_twice_ends_what_it_gave(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        api: Any,
        rollback: None,
    ) -> None:
        program = Program(make_client())
        code = code_for(program.client, make_account(Role.CASHIER))
        given = program.exchange(code)
        assert status_of(api, given["access_token"]) == 200
        assert program.exchange(code) == {"error": "invalid_grant"}
        assert status_of(api, given["access_token"]) == 401
        assert program.refresh(given["refresh_token"]) == {"error": "invalid_grant"}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code_verifier": "another-verifier-of-at-least-forty-three-characters"},
            {"code_verifier": ""},
            {"redirect_uri": "https://app.example.ma/elsewhere"},
            {"redirect_uri": CALLBACK + "?more=1"},
        ],
    )
    def test_is_not_given_for_what_the_application_did_not_say(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        wrong: dict[str, str],
        rollback: None,
    ) -> None:
        program = Program(make_client())
        code = code_for(program.client, make_account(Role.CASHIER))
        assert "access_token" not in program.exchange(code, **wrong) and program.status in (400, 401)
        assert "access_token" in program.exchange(code)

    def test_is_no_good_to_another_client(
        self, make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
    ) -> None:
        code = code_for(make_client(), make_account(Role.CASHIER))
        assert Program(make_client()).exchange(code) == {"error": "invalid_grant"}

    def test_expires_after_a_minute(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        hour: Hour,
        rollback: None,
    ) -> None:
        program = Program(make_client())
        code = code_for(program.client, make_account(Role.CASHIER))
        hour.pass_by(seconds=60)
        assert program.exchange(code) == {"error": "invalid_grant"}


class TestAuthorizationRequest:
    @pytest.mark.parametrize(
        "given",
        [
            {"redirect_uri": "https://evil.example/back"},
            {"redirect_uri": "https://app.example.ma.evil.example/back"},
            {"redirect_uri": "https://app.example.ma@evil.example/back"},
            {"redirect_uri": "https://app.example.ma/back/../evil"},
            {"redirect_uri": "https://app.example.ma/back#x"},
            {"redirect_uri": "https://app.example.ma/back?to=evil"},
            {"redirect_uri": "http://app.example.ma/back"},
            {"redirect_uri": "https://app.example.ma:444/back"},
            {"redirect_uri": "//evil.example/back"},
            {"redirect_uri": "javascript:alert(1)"},
            {"redirect_uri": "/account/"},
            {"client_id": "00000000-0000-7000-8000-000000000000"},
            {"client_id": "nobody"},
            {"client_id": "a\0b"},
            {"client_id": None},
        ],
    )
    def test_sends_the_browser_nowhere_that_is_not_registered(
        self, browser: Browser, make_client: MakeClient, given: dict[str, str], rollback: None
    ) -> None:
        browser.open(request_address(make_client(), **given))
        assert browser.status == 400 and browser.left_for == ""
        links = re.findall(r'(?:href|action|src)="([^"]*)"', browser.page)
        assert links and all(link.startswith("/account/") for link in links)

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "code token"}, "unauthorized_client"),
            ({"response_type": None}, "invalid_request"),
            ({"scope": "sales:read payouts:approve"}, "invalid_scope"),
            ({"scope": "market:marrakech sales:read"}, "invalid_scope"),
            ({"scope": "network"}, "invalid_scope"),
            ({"scope": "everything"}, "invalid_scope"),
        ],
    )
    def test_tells_the_application_what_is_wrong_before_anybody_signs_in(
        self, browser: Browser, make_client: MakeClient, given: dict[str, str], error: str, rollback: None
    ) -> None:
        browser.open(request_address(make_client(), **given))
        brought = answer_of(browser.left_for)
        assert browser.left_for.startswith(CALLBACK + "?")
        assert brought["error"] == error and brought["state"] == "s-1" and brought["iss"]

    @pytest.mark.parametrize(
        "given",
        [{"code_challenge": "a" * 129}, {"nonce": "n" * 256}, {"nonce": "a\0b"}, {"code_challenge": "a\0b"}],
    )
    @pytest.mark.parametrize("in_the_form", [False, True])
    def test_is_refused_where_it_could_not_be_kept(
        self,
        browser: Browser,
        make_client: MakeClient,
        make_account: MakeAccount,
        rollback: None,
        given: dict[str, str],
        in_the_form: bool,
    ) -> None:
        browser.open(request_address(make_client(), **({} if in_the_form else given)))
        if in_the_form:
            browser.sign_in(make_account(Role.CASHIER)).send(decision="allow", **given)
        assert browser.status == 400 and browser.left_for == ""

    def test_is_filled_up_with_what_the_client_is_registered_for(
        self, make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
    ) -> None:
        program = Program(make_client(scope="market:casablanca market:marrakech sales:read stock:read"))
        account = make_account(Role.CASHIER)
        for asked, given in (
            ("sales:read", "market:casablanca market:marrakech sales:read"),
            ("market:casablanca", "market:casablanca sales:read stock:read"),
            (None, "market:casablanca market:marrakech sales:read stock:read"),
        ):
            assert program.exchange(code_for(program.client, account, scope=asked))["scope"] == given

    def test_comes_back_to_a_port_that_a_program_chose_on_its_own_machine(
        self, make_client: MakeClient, make_account: MakeAccount, browser: Browser, rollback: None
    ) -> None:
        client = make_client(confidential=False, redirect_uris=["http://127.0.0.1/back"])
        browser.open(request_address(client, redirect_uri="http://127.0.0.1:49152/back"))
        browser.sign_in(make_account(Role.CASHIER))
        assert "http://127.0.0.1:49152" in browser.headers["Content-Security-Policy"]
        assert browser.send(decision="allow").left_for.startswith("http://127.0.0.1:49152/back?code=")

    def test_comes_back_to_a_scheme_of_the_applications_own(
        self, make_client: MakeClient, make_account: MakeAccount, browser: Browser, rollback: None
    ) -> None:
        client = make_client(confidential=False, redirect_uris=["ma.example.app:/back"])
        browser.open(request_address(client, redirect_uri="ma.example.app:/back"))
        browser.sign_in(make_account(Role.CASHIER))
        assert browser.send(decision="allow").left_for.startswith("ma.example.app:/back?code=")

    def test_of_an_ended_client_is_nobodys(
        self, browser: Browser, make_client: MakeClient, hour: Hour, rollback: None
    ) -> None:
        client = make_client()
        with as_hq():
            oauth.end_client(client_id=client.row.pk, actor=SYSTEM, at=hour.now)
        assert browser.open(request_address(client)).status == 400 and browser.left_for == ""


class TestRefresh:
    def test_gives_new_tokens_each_time(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], api: Any, hour: Hour
    ) -> None:
        program, first = tokens_of()
        hour.pass_by(minutes=9)
        second = program.refresh(first["refresh_token"])
        assert program.status == 200 and second["refresh_token"] != first["refresh_token"]
        hour.pass_by(minutes=2)
        assert status_of(api, first["access_token"]) == 401
        assert status_of(api, second["access_token"]) == 200

    def test_used_twice_ends_the_session(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], api: Any
    ) -> None:
        program, first = tokens_of()
        second = program.refresh(first["refresh_token"])
        assert program.refresh(first["refresh_token"]) == {"error": "invalid_grant"}
        assert program.refresh(second["refresh_token"]) == {"error": "invalid_grant"}
        assert status_of(api, first["access_token"]) == status_of(api, second["access_token"]) == 401

    def test_asks_for_less_but_never_for_more(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]]
    ) -> None:
        program, first = tokens_of(scope="market:casablanca sales:read stock:read")
        assert first["scope"] == SALES
        assert (
            program.refresh(first["refresh_token"], scope="sales:read stock:read")["error"] == "invalid_scope"
        )
        assert program.refresh(first["refresh_token"], scope="sales:read")["scope"] == SALES

    def test_asks_for_one_market_of_the_network(
        self, make_client: MakeClient, make_account: MakeAccount, code_for: CodeFor, rollback: None
    ) -> None:
        program = Program(make_client(scope="network sales:read"))
        first = program.exchange(code_for(program.client, make_account(Role.CASHIER), scope=None))
        assert program.refresh(first["refresh_token"], scope="market:casablanca")["scope"] == SALES

    def test_is_bound_to_its_client(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], make_client: MakeClient
    ) -> None:
        program, first = tokens_of()
        assert Program(make_client()).refresh(first["refresh_token"]) == {"error": "invalid_grant"}
        assert "access_token" in program.refresh(first["refresh_token"])

    def test_ends_a_month_after_it_was_last_used(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], hour: Hour
    ) -> None:
        program, first = tokens_of()
        hour.pass_by(days=29)
        second = program.refresh(first["refresh_token"])
        hour.pass_by(days=31)
        assert program.refresh(second["refresh_token"]) == {"error": "invalid_grant"}

    def test_gives_what_the_person_holds_by_then(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        api: Any,
        hour: Hour,
        rollback: None,
    ) -> None:
        program, account = Program(make_client()), make_account(Role.CASHIER)
        first = program.exchange(code_for(program.client, account))
        with as_hq():
            Membership.objects.filter(person=account.person).update(ended_at=hour.now, ended_by="test")
        second = program.refresh(first["refresh_token"])
        assert status_of(api, second["access_token"]) == 401

    def test_gives_no_role_that_takes_a_second_factor_before_there_is_one(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        api: Any,
        hour: Hour,
        rollback: None,
    ) -> None:
        scope = "market:casablanca sales:read payouts:read payouts:approve"
        program, account = Program(make_client(scope=scope)), make_account(Role.CASHIER)
        tokens = program.exchange(code_for(program.client, account, scope=scope))
        with as_hq():
            people.grant_role(
                person_id=account.person.pk,
                role=Role.ACCOUNTANT,
                scope="casablanca",
                actor=SYSTEM,
                at=hour.pass_by(minutes=1),
            )
        tokens = program.refresh(tokens["refresh_token"])
        viewer = api(tokens["access_token"], "casablanca").data(WHO)["viewer"]
        assert (viewer["role"], viewer["permissions"]) == ("CASHIER", ["sales:read"])
        with as_hq():
            account.secret = people.enrol_totp(person_id=account.person.pk, at=hour.now).secret
            people.confirm_totp(
                person_id=account.person.pk,
                code=account.code(hour.now),
                address="127.0.0.1",
                at=hour.now,
            )
        tokens = program.refresh(tokens["refresh_token"])
        viewer = api(tokens["access_token"], "casablanca").data(WHO)["viewer"]
        assert "payouts:approve" in viewer["permissions"]

    def test_is_refused_to_who_signed_out_everywhere(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        hour: Hour,
        rollback: None,
    ) -> None:
        program, account = Program(make_client()), make_account(Role.CASHIER)
        first = program.exchange(code_for(program.client, account))
        waiting = code_for(program.client, account)
        hour.pass_by(seconds=10)
        with as_hq():
            people.set_password(
                person_id=account.person.pk,
                current=account.password,
                new="another-tree-43-cedar",
                address="127.0.0.1",
                at=hour.now,
                clock=lambda: hour.now,
            )
        assert program.refresh(first["refresh_token"]) == {"error": "invalid_grant"}
        assert program.exchange(waiting) == {"error": "invalid_grant"}
        assert queries.claims_of(first["access_token"], now=hour.now) is None


class TestWhatEndsASessionWhileItIsRenewed:
    @pytest.fixture(params=["revocation", "password"])
    def race(
        self,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        hour: Hour,
        rollback: None,
    ) -> tuple[Program, Callable[[], dict[str, Any]]]:
        """A refresh that was found good, and before it is kept the session ends."""
        program, account = Program(make_client()), make_account(Role.CASHIER)
        tokens = program.exchange(code_for(program.client, account))
        hour.pass_by(seconds=5)
        keep = Validator.save_bearer_token

        def end_first(self: Validator, token: Any, asked: Any, *args: Any, **given: Any) -> Any:
            began = hour.now
            hour.pass_by(seconds=0.2)
            if request.param == "revocation":
                session = asked.refresh_token_instance.token_family
                oauth.end_session(session=session, reason="revoked", at=began)
            else:
                people.set_password(
                    person_id=account.person.pk,
                    current=account.password,
                    new="another-tree-43-cedar",
                    address="127.0.0.1",
                    at=began - timedelta(seconds=10),
                    clock=lambda: hour.now,
                )
            return keep(self, token, asked, *args, **given)

        def renew() -> dict[str, Any]:
            with monkeypatch.context() as patched:
                patched.setattr(Validator, "save_bearer_token", end_first)
                return program.refresh(tokens["refresh_token"])

        return program, renew

    def test_leaves_nothing_of_it(self, race: Any) -> None:
        program, renew = race
        with as_hq():
            before = RefreshToken.objects.count()
            assert renew() == {"error": "invalid_grant"} and program.status == 400
            assert RefreshToken.objects.count() == before

    def test_is_seen_by_the_next_renewal_where_the_token_was_kept_first(
        self, tokens_of: Any, hour: Hour
    ) -> None:
        program, tokens = tokens_of()
        renewed = program.refresh(tokens["refresh_token"])
        with as_hq():
            [kept] = RefreshToken.objects.filter(revoked__isnull=True)
            EndedSession.objects.create(id=kept.token_family, ended_at=hour.now, reason="revoked")
        assert program.refresh(renewed["refresh_token"]) == {"error": "invalid_grant"}


class TestRevocation:
    @pytest.mark.parametrize("which", ["access_token", "refresh_token"])
    def test_ends_the_session_at_once_here(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], api: Any, which: str
    ) -> None:
        program, given = tokens_of()
        assert status_of(api, given["access_token"]) == 200
        assert program.post("/oauth/revoke", token=given[which]) == {} and program.status == 200
        assert status_of(api, given["access_token"]) == 401
        assert program.refresh(given["refresh_token"]) == {"error": "invalid_grant"}

    def test_reaches_another_process_within_half_a_minute(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], api: Any, hour: Hour
    ) -> None:
        program, given = tokens_of()
        assert status_of(api, given["access_token"]) == 200
        elsewhere = standing._last  # what another process read before
        program.post("/oauth/revoke", token=given["access_token"])
        standing._last = elsewhere
        assert status_of(api, given["access_token"]) == 200
        hour.pass_by(seconds=29)
        assert status_of(api, given["access_token"]) == 200
        hour.pass_by(seconds=1)
        assert status_of(api, given["access_token"]) == 401

    def test_ends_a_token_of_client_credentials(
        self, make_client: MakeClient, api: Any, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        first, second = program.credentials()["access_token"], program.credentials()["access_token"]
        program.post("/oauth/revoke", token=first, token_type_hint="refresh_token")
        assert status_of(api, first) == 401 and status_of(api, second) == 200

    def test_of_somebody_elses_token_does_nothing(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], make_client: MakeClient, api: Any
    ) -> None:
        _, given = tokens_of()
        other = Program(make_client())
        for token in (given["access_token"], given["refresh_token"], "nonsense"):
            assert other.post("/oauth/revoke", token=token) == {} and other.status == 200
        assert status_of(api, given["access_token"]) == 200

    def test_takes_a_client_that_proves_itself(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], api: Any
    ) -> None:
        program, given = tokens_of()
        stranger = Program(oauth.IssuedClient(program.client.row, "tdms_wrong"))
        assert stranger.post("/oauth/revoke", token=given["access_token"])["error"] == "invalid_client"
        assert status_of(api, given["access_token"]) == 200

    def test_of_people_grants_and_clients_counts_as_well(
        self,
        make_client: MakeClient,
        make_account: MakeAccount,
        code_for: CodeFor,
        api: Any,
        hour: Hour,
        rollback: None,
    ) -> None:
        from tenants.access import SYSTEM

        program, account = Program(make_client()), make_account(Role.CASHIER)
        tokens = [program.exchange(code_for(program.client, account))["access_token"] for _ in range(1)]
        grant = Membership.objects.get(person=account.person)
        hour.pass_by(seconds=30)
        assert status_of(api, tokens[0]) == 200
        with as_hq():
            people.disable_person(person_id=account.person.pk, actor=SYSTEM, at=hour.now)
        hour.pass_by(seconds=30)
        assert status_of(api, tokens[0]) == 401
        other = make_account(Role.CASHIER)
        browserless = Browser()
        browserless.open(request_address(program.client)).sign_in(other).send(decision="allow")
        token = program.exchange(answer_of(browserless.left_for)["code"])["access_token"]
        assert status_of(api, token) == 200
        with as_hq():
            Membership.objects.filter(person=other.person).update(ended_at=hour.now, ended_by="test")
        hour.pass_by(seconds=30)
        assert status_of(api, token) == 401 and grant.ended_at is None
        integration = Program(make_client(grants=INTEGRATOR, scope=""))
        own = integration.credentials()["access_token"]
        assert status_of(api, own) == 200
        with as_hq():
            oauth.end_client(client_id=integration.client.row.pk, actor=SYSTEM, at=hour.now)
        assert status_of(api, own) == 401
        assert integration.credentials()["error"] == "invalid_client"


class TestClientCredentials:
    def test_give_what_the_client_holds_where_it_holds_it(
        self, make_client: MakeClient, api: Any, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        given = program.credentials()
        assert program.status == 200 and "refresh_token" not in given
        viewer = api(given["access_token"], "casablanca").data(WHO)["viewer"]
        assert viewer["id"] == f"client:{program.client.row.pk}" and viewer["role"] == "INTEGRATOR"
        assert "sales:record" in viewer["permissions"]
        for host in ("marrakech", "hq"):
            assert status_of(api, given["access_token"], host=host) == 401

    def test_give_no_more_than_was_asked_for(self, make_client: MakeClient, api: Any, rollback: None) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        given = program.credentials(scope="sales:read")
        asked = api(given["access_token"], "casablanca")
        assert asked.data(WHO)["viewer"]["permissions"] == ["sales:read"]
        assert asked.codes("{ listings(first: 1) { nodes { id } } }") == ["FORBIDDEN"]

    @pytest.mark.parametrize(
        "scope", ["payouts:approve", "market:marrakech", "network", "nonsense", "sales:read\0"]
    )
    def test_refuse_what_the_client_is_not_registered_for(
        self, make_client: MakeClient, scope: str, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        assert program.credentials(scope=scope)["error"] in ("invalid_scope", "invalid_request")
        assert program.status == 400

    def test_limit_a_client_of_the_network_to_the_markets_it_asks_for(
        self, make_client: MakeClient, api: Any, rollback: None
    ) -> None:
        program = Program(make_client(grants=[(Role.AUDITOR, NETWORK)], scope=""))
        everywhere = program.credentials()["access_token"]
        one = program.credentials(scope="market:casablanca sales:read")["access_token"]
        for host, wide, narrow in (("hq", 200, 401), ("casablanca", 200, 200), ("marrakech", 200, 401)):
            assert status_of(api, everywhere, host=host) == wide
            assert status_of(api, one, host=host) == narrow

    @pytest.mark.parametrize("basic", [True, False])
    def test_take_the_secret_in_both_ways(self, make_client: MakeClient, basic: bool, rollback: None) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        assert (
            "access_token" in program.credentials()
            if basic
            else program.post("/oauth/token", basic=False, grant_type="client_credentials")
        )

    @pytest.mark.parametrize("secret", ["", "tdms_wrong", "\ud800"])
    def test_refuse_another_secret(self, make_client: MakeClient, secret: str, rollback: None) -> None:
        row = make_client(grants=INTEGRATOR, scope="").row
        program = Program(oauth.IssuedClient(row, secret.encode("utf-8", "replace").decode()))
        assert program.credentials() == {"error": "invalid_client"} and program.status == 401

    def test_are_not_for_applications(self, make_client: MakeClient, rollback: None) -> None:
        assert Program(make_client()).credentials()["error"] == "unauthorized_client"
        assert Program(make_client(confidential=False)).credentials()["error"] == "invalid_client"

    def test_have_codes_and_passwords_refused_to_integrations(
        self, make_client: MakeClient, browser: Browser, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        assert (
            program.token(grant_type="password", username="a", password="b")["error"]
            == "unsupported_grant_type"
        )
        assert browser.open(request_address(program.client)).status == 400

    def test_take_the_old_secret_until_its_end(
        self, make_client: MakeClient, hour: Hour, rollback: None
    ) -> None:
        old = Program(make_client(grants=INTEGRATOR, scope=""))
        with as_hq():
            issued = oauth.rotate_client_secret(
                client_id=old.client.row.pk, actor=SYSTEM, at=hour.now, overlap=timedelta(hours=1)
            )
        new = Program(issued)
        assert "access_token" in old.credentials() and "access_token" in new.credentials()
        hour.pass_by(hours=1)
        assert old.credentials()["error"] == "invalid_client" and "access_token" in new.credentials()

    def test_speak_for_the_network_of_this_deployment_only(
        self, make_client: MakeClient, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        assert program.credentials(resource="https://elsewhere.example")["error"] == "invalid_target"
        assert "access_token" in program.credentials(resource="http://hq.testserver:8000")


class TestIntrospection:
    def test_says_what_the_api_would_say(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], hour: Hour
    ) -> None:
        program, given = tokens_of()
        told = program.post("/oauth/introspect", token=given["access_token"])
        assert told["active"] and told["scope"] == SALES and told["sub"].startswith("person:")
        assert told["client_id"] == program.client.row.client_id and told["exp"] - told["iat"] == 600
        program.post("/oauth/revoke", token=given["access_token"])
        assert program.post("/oauth/introspect", token=given["access_token"]) == {"active": False}

    def test_knows_no_stranger_and_no_expired_token(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], hour: Hour
    ) -> None:
        program, given = tokens_of()
        hour.pass_by(minutes=10)
        for token in (given["access_token"], given["refresh_token"], "x.y.z", "nonsense"):
            assert program.post("/oauth/introspect", token=token) == {"active": False}

    def test_is_for_clients_with_a_secret(
        self, tokens_of: Callable[..., tuple[Program, dict[str, Any]]], make_client: MakeClient
    ) -> None:
        _, given = tokens_of()
        public = Program(make_client(confidential=False))
        assert public.post("/oauth/introspect", token=given["access_token"])["error"] == "invalid_client"
        assert public.status == 401


class TestVerification:
    def test_takes_no_query_for_a_token_seen_before_nor_for_another_one(
        self, make_client: MakeClient, api: Any, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        first, second = program.credentials()["access_token"], program.credentials()["access_token"]
        asked = api(first, "casablanca")
        asked.ask(WHO)
        for token in (first, second):
            asked.token = token
            assert asked.data(WHO)["viewer"]["id"] == f"client:{program.client.row.pk}"
            assert asked.statements == []

    def test_reads_what_ended_every_half_minute_and_no_more(
        self, make_client: MakeClient, hour: Hour, rollback: None
    ) -> None:
        token = Program(make_client(grants=INTEGRATOR, scope="")).credentials()["access_token"]
        with as_hq():
            queries.claims_of(token, now=hour.now)
            counts = []
            for _ in range(8):
                hour.pass_by(seconds=10)
                with CaptureQueriesContext(connection) as captured:
                    assert queries.claims_of(token, now=hour.now) is not None
                counts.append(sum(query["sql"].lstrip().startswith("SELECT") for query in captured))
        assert [count > 0 for count in counts] == [False, False, True] * 2 + [False, False]
        assert set(counts) == {0, 7}

    def test_costs_a_stranger_s_key_one_reading_in_two_seconds(
        self, make_client: MakeClient, hour: Hour, rollback: None
    ) -> None:
        token = Program(make_client(grants=INTEGRATOR, scope="")).credentials()["access_token"]
        with as_hq():
            assert queries.claims_of(token, now=hour.now)
            from jwcrypto.jwk import JWK

            from tenants.oauth.access_tokens import sign

            claims = queries.claims_of(token, now=hour.now)
            assert claims is not None
            strange = sign(claims, key=JWK.generate(kty="RSA", size=2048), issuer="http://hq.testserver:8000")
            with CaptureQueriesContext(connection) as captured:
                for _ in range(20):
                    assert queries.claims_of(strange, now=hour.now) is None
            assert not [query for query in captured if query["sql"].lstrip().startswith("SELECT")]


class TestKeys:
    def test_are_published_before_they_sign_and_until_their_tokens_are_gone(
        self, make_client: MakeClient, api: Any, hour: Hour, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        old_token = program.credentials()["access_token"]
        old = published()
        with as_hq():
            new = oauth.rotate_signing_keys(at=hour.now)
        assert set(published()) == {*old, new.pk}
        assert kid_of(program.credentials()["access_token"]) == old[0]
        hour.pass_by(minutes=5)
        assert status_of(api, old_token) == 200
        hour.pass_by(minutes=10)
        assert kid_of(program.credentials()["access_token"]) == new.pk
        assert set(published()) == {*old, new.pk}
        hour.pass_by(minutes=12)
        assert published() == [new.pk]

    def test_that_got_known_are_believed_no_more(
        self, make_client: MakeClient, api: Any, hour: Hour, rollback: None
    ) -> None:
        program = Program(make_client(grants=INTEGRATOR, scope=""))
        token = program.credentials()["access_token"]
        assert status_of(api, token) == 200
        with as_hq():
            oauth.withdraw_signing_key(key_id=kid_of(token), at=hour.now)
        assert status_of(api, token) == 401
        assert status_of(api, program.credentials()["access_token"]) == 200
        assert kid_of(token) not in published()

    def test_are_rotated_when_they_are_old(self, make_client: MakeClient, hour: Hour, rollback: None) -> None:
        Program(make_client(grants=INTEGRATOR, scope="")).credentials()
        with as_hq():
            assert oauth.rotate_signing_keys_when_due(at=hour.pass_by(days=89)) is None
            assert oauth.rotate_signing_keys_when_due(at=hour.pass_by(days=1)) is not None
            assert oauth.rotate_signing_keys_when_due(at=hour.pass_by(days=1)) is None

    def test_keep_their_private_half_sealed(self, make_client: MakeClient, rollback: None) -> None:
        Program(make_client(grants=INTEGRATOR, scope="")).credentials()
        response = HttpClient(headers={"host": HQ}).get("/oauth/keys")
        assert response["Content-Type"] == "application/jwk-set+json"
        for key in response.json()["keys"]:
            assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}


class TestEndpoints:
    def test_are_told_of_by_metadata(self, rollback: None) -> None:
        told = HttpClient(headers={"host": HQ}).get("/.well-known/oauth-authorization-server").json()
        assert told["issuer"] == "http://hq.testserver:8000"
        assert told["code_challenge_methods_supported"] == ["S256"]
        for name in ("token", "revocation", "introspection"):
            path = told[f"{name}_endpoint"].removeprefix(told["issuer"])
            assert HttpClient(headers={"host": HQ}).get(path).status_code == 405
        assert HttpClient(headers={"host": HQ}).get(told["jwks_uri"].removeprefix(told["issuer"])).json() == {
            "keys": []
        }

    @pytest.mark.parametrize(
        "path",
        [
            "/oauth/token",
            "/oauth/revoke",
            "/oauth/introspect",
            "/oauth/keys",
            "/.well-known/oauth-authorization-server",
            "/account/",
            "/account/sign-in",
            "/account/authorize",
            "/account/recovery",
        ],
    )
    def test_are_nowhere_but_at_headquarters(self, path: str, rollback: None) -> None:
        client = HttpClient(headers={"host": "casablanca.testserver"})
        assert client.get(path).status_code == client.post(path).status_code == 404

    @pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
    def test_take_forms_of_a_bearable_size(self, path: str, rollback: None) -> None:
        client = HttpClient(headers={"host": HQ})
        assert client.post(path, "{}", content_type="application/json").status_code == 415
        assert client.post(path, {"grant_type": "client_credentials"}).status_code == 415
        form = "application/x-www-form-urlencoded"
        assert client.post(path, "a=" + "x" * 40_000, content_type=form).status_code == 413
        assert client.post(path, "token=a%00b", content_type=form).json()["error"] == "invalid_request"
        for odd in (
            "%",
            "a&b&&c==",
            "grant_type=client_credentials&grant_type=x",
            "é=%ff",
            "client_id=%ed%a0%80",
        ):
            assert client.post(path, odd, content_type=form).status_code in (400, 401)

    def test_set_no_cookie_and_look_at_none(self, make_client: MakeClient, rollback: None) -> None:
        response = HttpClient(headers={"host": HQ, "cookie": "tadamun_account=x"}).post("/oauth/token", {})
        assert not response.cookies


def published() -> list[str]:
    keys = HttpClient(headers={"host": HQ}).get("/oauth/keys").json()["keys"]
    return [key["kid"] for key in keys]


def kid_of(token: str) -> str:
    from tenants.oauth.access_tokens import key_named_by

    return key_named_by(token)
