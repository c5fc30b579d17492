"""What somebody sends who means no good: requests that are small to write and would be large to answer.

Each is refused with one of `codes`, whichever of the limits it meets first.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DEEP = 20_000


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One hostile request to a market's host; `body` is made when it is sent, since some are long."""

    name: str
    codes: frozenset[str]
    body: Callable[[], bytes]
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _attack(name: str, codes: str, body: Callable[[], bytes], **headers: str) -> Attack:
    return Attack(name=name, codes=frozenset(codes.split()), body=body, headers=headers)


def _document(name: str, codes: str, text: Callable[[], str]) -> Attack:
    return _attack(name, codes, lambda: json.dumps({"query": text()}).encode())


def _variables(name: str, codes: str, variables: Any, query: str = "") -> Attack:
    """Variables of a query that has some use for them, as text or as a value."""
    query = (
        query or 'query ($n: Int, $id: ID! = "x") { listings(first: $n) { totalCount } node(id: $id) { id } }'
    )

    def body() -> bytes:
        made = variables() if callable(variables) else variables
        text = made if isinstance(made, str) else json.dumps(made)
        return b'{"query": %s, "variables": %s}' % (json.dumps(query).encode(), text.encode())

    return _attack(name, codes, body)


def _many(count: int, text: Callable[[int], str]) -> str:
    return " ".join(text(n) for n in range(count))


def _in_products(text: str) -> str:
    return f"{{ products {{ nodes {{ {text} }} }} }}"


def _fan_out() -> str:
    """Two aliases in each of thirty fragments: 2 ** 30 fields."""
    fan = _many(
        30,
        lambda n: (
            f"fragment F{n} on Product {{ a: cooperative {{ ...G{n} }} b: cooperative {{ ...G{n} }} }}"
            f" fragment G{n} on Cooperative {{ products {{ nodes {{ ...F{n + 1} }} }} }}"
        ),
    )
    return f"{_in_products('...F0')} {fan} fragment F30 on Product {{ code }}"


def _shared_fragments() -> str:
    """Without an alias and without a field of its own: 2 ** 60 ways to the same field."""
    fan = _many(60, lambda n: f"fragment F{n} on Product {{ ... {{ ...F{n + 1} }} ... {{ ...F{n + 1} }} }}")
    return f"{_in_products('...F0')} {fan} fragment F60 on Product {{ code }}"


def _operations_sharing() -> str:
    used = _many(130, lambda _: "cooperative { products(first: $n) { totalCount } }")
    operations = _many(20, lambda n: f"query Q{n}($n: Int) {{ ...F }}")
    return f"{operations} fragment F on Query {_in_products(used)}"


def _pairs_of_fragments() -> str:
    spread = _many(99, lambda n: f"...F{n}")
    return _in_products(spread) + _many(99, lambda n: f" fragment F{n} on Product {{ code unit id }}")


_TYPE_BOMB = "fields { args { type { ofType { ofType { name } } } } }"

DOCUMENTS = [
    _document("60,000 tokens", "TOO_MANY_TOKENS", lambda: "{" + "!" * 60_000),
    _document("60,000 fields", "DOCUMENT_TOO_LONG", lambda: "{ " + "a " * 60_000 + "}"),
    _document("40,000 comments", "TOO_MANY_COMMENTS", lambda: "#\n" * 40_000 + "{ __typename }"),
    _document("a name of 90,000 letters", "WORD_TOO_LONG", lambda: f"{{ {'x' * 90_000} }}"),
    _document("1,000 aliases", "TOO_MANY_ALIASES", lambda: f"{{ {_many(1_000, lambda n: f'a{n}:id')} }}"),
    _document(
        "1,000 directives", "TOO_MANY_TOKENS TOO_MANY_DIRECTIVES", lambda: "{ id " + "@a " * 1_000 + "}"
    ),
    _document("700 operations", "TOO_MANY_OPERATIONS", lambda: _many(700, lambda n: f"query Q{n} {{ a }}")),
    _document(
        "500 fragments", "TOO_MANY_FRAGMENTS", lambda: _many(500, lambda n: f"fragment F{n} on A {{ a }}")
    ),
    _document("a selection 20,000 deep", "TOO_MANY_TOKENS", lambda: "{a" * DEEP + "}" * DEEP),
    _document("a selection 190 deep", "TOO_DEEP", lambda: "{a" * 190 + "}" * 190),
    _document("a selection 90 deep", "TOO_DEEP", lambda: "{a" * 90 + "}" * 90),
    _document(
        "a list 1,500 deep", "TOO_DEEP", lambda: "{ node(id: " + "[" * 1_500 + "]" * 1_500 + ") { id } }"
    ),
    _document(
        "fragments in a circle",
        "VALIDATION",
        lambda: (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { ...C } }"
            " fragment C on Viewer { ...C }"
        ),
    ),
    _document("fragments that double thirty times", "TOO_MANY_FIELDS TOO_DEEP", _fan_out),
    _document("fragments that share sixty times", "TOO_MANY_FIELDS TOO_DEEP", _shared_fragments),
    _document(
        "a chain of fragments",
        "TOO_MANY_FRAGMENTS TOO_DEEP",
        lambda: _in_products("...F0") + _many(99, lambda n: f" fragment F{n} on Product {{ ...F{n + 1} }}"),
    ),
    _document("the same field 990 times", "TOO_MANY_COMPARISONS", lambda: _in_products("code " * 990)),
    _document(
        "the same list 40 times",
        "TOO_MANY_COMPARISONS",
        lambda: "{" + _many(40, lambda _: "products(first: 1) { nodes { " + "code " * 20 + "} }") + "}",
    ),
    _document("fields through 99 fragments", "TOO_MANY_COMPARISONS", _pairs_of_fragments),
    _document("20 operations with one large fragment", "TOO_MANY_COMPARISONS", _operations_sharing),
    _document("900 unknown fields", "VALIDATION", lambda: _in_products(_many(900, lambda n: f"codeunit{n}"))),
    _document(
        "200 unknown types",
        "VALIDATION TOO_MANY_COMPARISONS",
        lambda: _in_products(_many(200, lambda n: f"... on CooperativeConnection{n} {{ id }}")),
    ),
    _document(
        "a type nearly known", "VALIDATION", lambda: _in_products(f"... on Cooperative{'x' * 40} {{ id }}")
    ),
    _document(
        "a literal object of 1,200 unknown fields",
        "VALIDATION",
        lambda: "{ products(filter: {" + _many(1_200, lambda n: f"a{n}: 1") + "}) { totalCount } }",
    ),
    _document(
        "an integer of 50,000 digits", "WORD_TOO_LONG", lambda: f"{{ listings(first: {'9' * 50_000}) }}"
    ),
    _document(
        "an integer of 250 digits",
        "VALIDATION",
        lambda: f"{{ listings(first: {'9' * 250}) {{ totalCount }} }}",
    ),
    _document("a float without end", "VALIDATION", lambda: "{ listings(first: 1e999999999) { totalCount } }"),
    _document("NUL in a literal", "BAD_USER_INPUT", lambda: '{ node(id: "\\u0000") { id } }'),
    _document("NUL in the document", "SYNTAX", lambda: "{ node\0 }"),
    _document("a lone surrogate in a literal", "SYNTAX", lambda: '{ node(id: "\\ud800") { id } }'),
    _document("a block string without end", "SYNTAX", lambda: '"""\n' + '\\"""\n' * 19_000),
    _document(
        "introspection in introspection",
        "VALIDATION",
        lambda: "{ __schema { types { " + "fields { type { " * 6 + "name" + " } }" * 6 + " } } }",
    ),
    _document(
        "the schema fifty times",
        "COST_TOO_HIGH",
        lambda: "{" + _many(49, lambda n: f'a{n}: __type(name: "Query") {{ {_TYPE_BOMB} }}') + "}",
    ),
    _document(
        "a hundred aliases of every argument's type",
        "COST_TOO_HIGH",
        lambda: (
            "{ __schema { types { fields { args { "
            + _many(99, lambda n: f"a{n}: type {{ ofType {{ ofType {{ name }} }} }}")
            + " } } } } }"
        ),
    ),
    _document(
        "pages in pages in pages",
        "COST_TOO_HIGH",
        lambda: (
            "{ products(first: 100) { nodes { cooperative { products(first: 100) { nodes {"
            " cooperative { products(first: 100) { nodes { code } } } } } } } } }"
        ),
    ),
]

VARIABLES = [
    _variables("variables 20,000 deep", "BAD_REQUEST", '{"a":' * DEEP + "1" + "}" * DEEP),
    _variables("variables 900 deep", "VALUES_TOO_DEEP", '{"a":' * 900 + "1" + "}" * 900),
    _variables("lists 900 deep", "VALUES_TOO_DEEP", '{"id":' + "[" * 900 + "]" * 900 + "}"),
    _variables("100,000 values", "TOO_MANY_VALUES", lambda: {"id": ["x"] * 100_000}),
    _variables(
        "5,000 unknown variables", "NOT_FOUND UNAUTHENTICATED", lambda: {f"v{n}": n for n in range(5_000)}
    ),
    _variables(
        "an input of 5,000 unknown fields",
        "BAD_USER_INPUT",
        lambda: {"f": {f"cooperativ{n}": n for n in range(5_000)}},
        "query ($f: ProductFilter) { products(filter: $f) { totalCount } }",
    ),
    _variables(
        "an enum value of 900,000 letters",
        "BAD_USER_INPUT",
        lambda: {"o": {"field": "x" * 900_000}},
        "query ($o: ProductOrder) { products(orderBy: $o) { totalCount } }",
    ),
    _variables("an id of 900,000 letters", "NOT_FOUND UNAUTHENTICATED", lambda: {"id": "x" * 900_000}),
    _variables("an integer of 400 digits", "BAD_USER_INPUT BAD_REQUEST", '{"n": ' + "9" * 400 + "}"),
    _variables("an integer of 500,000 digits", "BAD_USER_INPUT BAD_REQUEST", '{"n": ' + "9" * 500_000 + "}"),
    _variables("an integer of 65 bits", "BAD_USER_INPUT BAD_REQUEST", '{"n": 36893488147419103232}'),
    _variables("a float beyond all floats", "BAD_USER_INPUT BAD_REQUEST", '{"n": 1e400}'),
    _variables("NaN", "BAD_REQUEST", '{"n": NaN}'),
    _variables("NUL in a variable", "BAD_USER_INPUT", {"id": "a\0b"}),
    _variables("NUL in a variable's name", "BAD_USER_INPUT", {"\0": 1}),
    _variables("a lone surrogate in a variable", "BAD_REQUEST", '{"id": "\\ud800"}'),
]

REQUESTS = [
    _attack("a body of 10 MB", "BODY_TOO_LARGE", lambda: b'{"query": "' + b" " * 10_000_000 + b'"}'),
    _attack("a batch of 1,000", "BATCH_REFUSED", lambda: json.dumps([{"query": "{ id }"}] * 1_000).encode()),
    _attack("half a million brackets", "BAD_REQUEST", lambda: b"[" * 500_000),
    _attack(
        "a compressed bomb",
        "UNSUPPORTED_MEDIA_TYPE",
        lambda: gzip.compress(b'{"query": "' + b" " * 100_000_000 + b'{ __typename }"}', 9),
        **{"Content-Encoding": "gzip"},
    ),
    _attack(
        "NUL in the operation's name",
        "BAD_USER_INPUT",
        lambda: json.dumps({"query": "query A { __typename }", "operationName": "\0"}).encode(),
    ),
    _attack(
        "a lone surrogate in the operation's name",
        "BAD_REQUEST",
        lambda: b'{"query": "query A { __typename }", "operationName": "\\udfff"}',
    ),
    _attack("bytes that are not UTF-8", "BAD_REQUEST", lambda: b'{"query": "{ \xff\xfe }"}'),
    _attack(
        "a token of 6,000 letters",
        "UNAUTHENTICATED",
        lambda: b'{"query": "{ __typename }"}',
        Authorization="Bearer " + "x" * 6_000,
    ),
]

CORPUS = [*DOCUMENTS, *VARIABLES, *REQUESTS]
