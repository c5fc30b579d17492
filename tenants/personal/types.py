"""The kinds of content that a column can hold, and the time after which what is personal is forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import TypeAlias

FORGOTTEN = "[forgotten]"
"""What stands where something personal stood."""


class Content(Enum):
    """What a column of text, JSON or bytes holds.

    Columns of PARTY, ACCOUNT and NOTE belong to accounting records: they are kept as long as the records are,
    ten years at least (art. 211 of the tax code), and never changed, since digests and exports cover them.
    Those of PERSONAL contents are forgotten when their time is over.
    """

    PLAIN = "names of things and enterprises, codes, words of ours"
    ACTOR = "the id of who acted; whose it is stands elsewhere"
    DERIVED = "made of other columns: digests, fingerprints, sort keys"
    SEALED = "sealed or hashed, and shown to nobody"
    PARTY = "who is paid or pays, as a bank writes it"
    ACCOUNT = "the number of a bank account, shown masked"
    NOTE = "the words of a decision, which its parties read"
    PERSON = "who somebody is that signs in, or was invited to"
    CONTACT = "whom to reach at a cooperative, and who speaks for it"
    LABEL = "whose a token is"
    WITNESS = "a person named beside a fact: who carried cash, who was called"
    ORIGIN = "where a request came from, and what was personal in it"


YEAR = timedelta(days=365)
KEPT: Mapping[Content, timedelta] = {
    Content.PERSON: YEAR,  # after the person was disabled, the invitation ended
    Content.CONTACT: YEAR,  # after the cooperative left, the mandate ended, the proposal was decided
    Content.LABEL: YEAR,  # after the token ended
    Content.ORIGIN: YEAR,  # after the request
    Content.WITNESS: 10 * YEAR,  # after the fact that it is evidence of
}
"""How long what is personal is kept, and from when on; the declaration to the CNDP says the same."""

Columns: TypeAlias = Mapping[str, Mapping[Content, str]]
"""By the label of a model, its columns by what they hold, with blanks between."""


def contents(columns: Columns, label: str) -> dict[str, Content]:
    """What each column of a model holds, as far as it is said."""
    return {name: content for content, names in columns.get(label, {}).items() for name in names.split()}
