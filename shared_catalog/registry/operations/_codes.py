"""Numbers for codes that people read: one row a series, locked by whoever takes the next ones."""

from django.db import connection


def take_numbers(*, series: str, count: int = 1) -> range:
    """The next `count` numbers of a series, from 1, never given out again; others wait until this
    transaction ends.
    """
    assert connection.in_atomic_block and count > 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_codeseries AS series (name, last_number) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET last_number = series.last_number + excluded.last_number"
            " RETURNING last_number",
            [series, count],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)
