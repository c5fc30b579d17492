"""What a search over ten times the catalogue of the Oasis market takes, in Arabic, French and English.

    .venv/bin/python -m bench.search [--rounds 3]

Builds 88,720 products with a listing of each on the embedded server, in a database of its own. Asks the API
200 different things, each as the list of products and as that of listings, and then sends the statements that
the API sent once more by themselves. Prints the times of both, and the share of the statements in the whole.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from bench.alone import AT, BEFORE, MARKET, nation_with
from config import database
from config.environment import ENV
from kernel import clock, search, text
from kernel.identifiers import internal_code
from kernel.ids import new_id
from shared_catalog.catalogue.models import Product
from tenants.access import NETWORK
from tenants.database.session import as_hq, as_market
from tenants.identity.operations import issue_token
from tenants.network import operations as network
from tenants.permissions import Role

PAGE = 50
QUESTIONS = 200
# What tells the goods of each copy of the catalogue from those of the others.
KINDS = [
    ("جبلي", "de montagne", "mountain"),
    ("بلدي", "beldi", "traditional"),
    ("الأطلس", "de l'Atlas", "of the Atlas"),
    ("بالزعفران", "au safran", "with saffron"),
    ("واحة", "de l'oasis", "oasis"),
    ("عضوي", "bio", "organic"),
    ("للهدايا", "coffret cadeau", "gift box"),
    ("ساحلي", "de la côte", "coastal"),
    ("الصحراء", "du désert", "of the desert"),
]

# The names in three languages and the prices: what a page of a shop shows.
PRODUCTS = """query ($text: String!, $by: ProductOrderField!) {
  page: products(first: 50, filter: {search: $text}, orderBy: {field: $by}) {
    nodes { id code name { ar fr en } recommendedPrice { amountMinor } }
    pageInfo { hasNextPage endCursor } } }"""
LISTINGS = """query ($text: String!, $by: ListingOrderField!) {
  page: listings(first: 50, filter: {search: $text}, orderBy: {field: $by}) {
    nodes { id price { amountMinor } product { code name { ar fr en } } }
    pageInfo { hasNextPage endCursor } } }"""


@dataclass(slots=True)
class Taken:
    """Milliseconds, of the whole request and of its statement alone, with the statement and its rows."""

    whole: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def build() -> None:
    """The catalogue ten times, and all of it listed in the market."""
    with as_hq():
        network.open_market(slug=MARKET, at=BEFORE)
        products = list(Product.objects.order_by("code"))
        for number, kind in enumerate(KINDS, start=1):
            copy(products, kind, first_number=number * 100_000)
    with as_market(MARKET), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO listings_listing (id, product_id, price_minor, state, listed_at, version)"
            " SELECT uuidv7(), id, recommended_price_minor, 'active', %s, 1 FROM catalogue_product",
            [AT],
        )


def copy(products: Sequence[Product], kind: tuple[str, str, str], *, first_number: int) -> None:
    """All goods once more, of another kind and under codes of their own, by one statement."""
    rows = []
    for number, product in enumerate(products, start=first_number):
        ar, fr, en = f"{product.name_ar} {kind[0]}", f"{product.name_fr} {kind[1]}", ""
        if product.name_en:
            en = f"{product.name_en} {kind[2]}"
        code = internal_code(number)
        sorts = (text.sort_key(ar, "ar"), text.sort_key(fr, "fr"), text.sort_key(en or fr, "en"))
        rows.append((product.id, new_id(), code, ar, fr, en, *sorts, search.kept(ar, fr, en)))
    new = ["id", "code", "name_ar", "name_fr", "name_en", "sort_ar", "sort_fr", "sort_en", "search_words"]
    columns = (str(one.column) for one in Product._meta.concrete_fields)
    kept = [column for column in columns if column not in (*new, "gtin")]
    statement = sql.SQL(
        "WITH new AS (SELECT * FROM unnest(%s::uuid[], %s::uuid[], {texts}) AS new (source, {new})),"
        " made AS (INSERT INTO catalogue_product ({new}, {kept}) SELECT {values}, {old} FROM new"
        " JOIN catalogue_product AS old ON old.id = new.source RETURNING id, code)"
        " INSERT INTO catalogue_barcode (id, product_id, code, kind, quantity, added_at, added_by, ended_by)"
        " SELECT uuidv7(), id, code, 'internal', 1, now(), 'bench', '' FROM made"
    ).format(
        texts=sql.SQL(", ").join([sql.SQL("%s::text[]")] * 7 + [sql.SQL("%s::text[]::tsvector[]")]),
        new=sql.SQL(", ").join(map(sql.Identifier, new)),
        kept=sql.SQL(", ").join(map(sql.Identifier, kept)),
        values=sql.SQL(", ").join(sql.Identifier("new", name) for name in new),
        old=sql.SQL(", ").join(sql.Identifier("old", name) for name in kept),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def analyse() -> None:
    """What autovacuum would have done within a minute."""
    address = database.address(ENV)
    with psycopg.connect(address.superuser_conninfo or address.conninfo(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def questions() -> list[str]:
    """200 things that people ask: words, beginnings, several words, phrases, exclusions, codes, nonsense."""
    dice = random.Random("tadamun/search")
    with as_hq():
        goods = list(Product.objects.order_by("code"))
    asked: dict[str, None] = {}
    ways: list[Callable[[list[str], Product], str]] = [
        lambda words, _: dice.choice(words),
        lambda words, _: dice.choice(words)[: dice.randint(2, 4)],
        lambda words, _: " ".join(dice.sample(words, min(2, len(words)))),
        lambda words, _: " ".join(word[:3] for word in dice.sample(words, min(3, len(words)))),
        lambda words, _: '"' + " ".join(words[:2]) + '"',
        lambda words, _: f"{words[0]} -{words[-1]}",
        lambda words, _: f"-{dice.choice(words)}",
        lambda words, _: " ".join(words).upper(),
        lambda _, product: product.code,
        lambda _, product: product.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda _, product: product.code[: dice.randint(4, 12)],
        lambda words, _: dice.choice(words) + "zzz",
    ]
    while len(asked) < QUESTIONS:
        product = dice.choice(goods)
        name = dice.choice([product.name_ar, product.name_fr, product.name_en or product.name_fr])
        asked[ways[len(asked) % len(ways)](name.split(), product)] = None
    return list(asked)


@contextmanager
def asking(host: str) -> Iterator[Callable[[str, str, str], tuple[float, list[str], int]]]:
    """A client of the API on a host: what a question took, the statements that it took, and its rows."""
    with as_hq():
        token = issue_token(role=Role.HQ_ADMIN, scope=NETWORK, label="bench", issued_at=clock.now()).token
    client = Client(headers={"host": f"{host}.{settings.DOMAIN}", "authorization": f"Bearer {token}"})

    def ask(query: str, question: str, by: str) -> tuple[float, list[str], int]:
        body = orjson.dumps({"query": query, "variables": {"text": question, "by": by}})
        with as_hq(), CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            response = client.post("/graphql/", body, content_type="application/json")
            took = time.perf_counter() - began
        answer = orjson.loads(response.content)
        assert "errors" not in answer, answer["errors"]
        sent = [one["sql"] for one in captured.captured_queries if "search_words" in one["sql"]]
        return took * 1_000, sent, len(answer["data"]["page"]["nodes"])

    yield ask


def measured(
    host: str, login: AbstractContextManager[None], query: str, by: str, asked: list[str], rounds: int
) -> Taken:
    """All questions, so many times each, through the API and then by their statements alone."""
    taken = Taken()
    statements: list[tuple[str, str]] = []
    with asking(host) as ask:
        for turn in range(rounds + 1):
            for question in asked:
                took, sent, rows = ask(query, question, by)
                if turn == 0:  # a first time, in which caches fill
                    statements += [(question, one) for one in sent]
                    taken.rows.append(rows)
                else:
                    taken.whole.append(took)
    with login, connection.cursor() as cursor:
        raw: Any = cursor.connection.cursor()
        for question, statement in statements:
            once = []
            for _ in range(rounds):
                began = time.perf_counter()
                raw.execute(statement).fetchall()
                once.append((time.perf_counter() - began) * 1_000)
            taken.alone += once
            taken.slowest = max(taken.slowest, (statistics.median(once), question))
    return taken


def told(name: str, taken: Taken) -> None:
    """Print one line of the table."""

    def at(values: list[float], share: int) -> float:
        return statistics.quantiles(values, n=100)[share - 1]

    whole, alone = taken.whole, taken.alone
    print(
        f"{name:<22}{at(alone, 50):>8.1f}{at(alone, 95):>8.1f}{at(alone, 99):>8.1f}"
        f"{at(whole, 50):>10.1f}{at(whole, 95):>8.1f}{statistics.mean(alone) / statistics.mean(whole):>8.2f}"
        f"{sum(1 for rows in taken.rows if rows) / len(taken.rows):>8.2f}"
        f"  {taken.slowest[0]:.1f} ms for {taken.slowest[1]}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="how often each question is asked")
    rounds = parser.parse_args().rounds
    began = time.perf_counter()
    with nation_with(MARKET):
        build()
        analyse()
        asked = questions()
        with as_hq():
            print(
                f"{Product.objects.count():,} products, built in {time.perf_counter() - began:.0f} s;",
                end=" ",
            )
        print(f"{len(asked)} questions, {rounds} times each; milliseconds")
        print(
            f"{'':<22}{'SQL p50':>8}{'p95':>8}{'p99':>8}{'API p50':>10}"
            f"{'p95':>8}{'share':>8}{'found':>8}  slowest statement"
        )
        for by in ("CODE", "NAME_AR", "NAME_FR", "RECOMMENDED_PRICE"):
            told(f"products {by}", measured("hq", as_hq(), PRODUCTS, by, asked, rounds))
        for by in ("CODE", "NAME_FR"):
            told(f"listings {by}", measured(MARKET, as_market(MARKET), LISTINGS, by, asked, rounds))


if __name__ == "__main__":
    main()
