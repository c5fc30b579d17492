"""Persisted documents, automatic: a client sends the hash of a document, and the document itself only when
it is not known.

https://www.apollographql.com/docs/apollo-server/performance/apq. Why each process remembers its own:
docs/decisions/graphql-over-http.md.
"""

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from api.transport.refusals import PersistedQueryMismatch, PersistedQueryNotFound


class PersistedDocuments:
    """Texts by their SHA-256, least recently used first out, bounded in number and in length."""

    def __init__(self, *, most: int = 2_000, most_characters: int = 4_000_000) -> None:
        self._most, self._most_characters = most, most_characters
        self._known: OrderedDict[str, str] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def text(self, *, query: str, digest: str) -> str:
        """The document that `query` or `digest` or both stand for; an empty one stands for nothing. Raises
        PersistedQueryNotFound, PersistedQueryMismatch.
        """
        if query and digest and sha256(query.encode()).hexdigest() != digest:
            raise PersistedQueryMismatch()
        if query:
            return query
        with self._lock:
            known = self._known.get(digest)
            if known is None:
                raise PersistedQueryNotFound()
            self._known.move_to_end(digest)
            return known

    def keep(self, text: str, *, digest: str) -> None:
        """Remember a document that is known to be valid, so that nobody fills the memory with nonsense."""
        with self._lock:
            if digest not in self._known:
                self._known[digest] = text
                self._characters += len(text)
            while len(self._known) > self._most or self._characters > self._most_characters:
                _, dropped = self._known.popitem(last=False)
                self._characters -= len(dropped)

    def __len__(self) -> int:
        return len(self._known)
