"""Half-months: in their order, step by step, and approved by another than who prepared them."""

from markets.verification.invariants._sql import of_sql

_ORDER = """
    SELECT period.id AS period, period.state
    FROM periods_period period
    WHERE period.state NOT IN ('sealed', 'paid', 'reconciled')
      AND EXISTS (SELECT FROM periods_period later WHERE later.id > period.id AND later.sealed_at IS NOT NULL)
"""

_STEPS = """
    SELECT period.id AS period, period.state, step.id AS step
    FROM periods_period period
    LEFT JOIN (
        SELECT id, period_id, before, after, lag(after, 1, 'open') OVER steps AS reached,
               lead(id) OVER steps AS following
        FROM periods_periodtransition WINDOW steps AS (PARTITION BY period_id ORDER BY id)
    ) step ON step.period_id = period.id
    WHERE step.before <> step.reached
       OR (step.following IS NULL AND coalesce(step.after, 'open') <> period.state)
"""

_FOUR_EYES = """
    SELECT period_id AS period, id AS step, actor
    FROM (
        SELECT *, lag(actor) OVER (PARTITION BY period_id ORDER BY id) AS prepared_by
        FROM periods_periodtransition
    ) step
    WHERE after = 'approved' AND actor = prepared_by
"""

PERIODS = (
    of_sql("periods.sealed_out_of_order", "Half-months are sealed in their order.", _ORDER),
    of_sql(
        "periods.step_missing",
        "A half-month came to its state by steps that are all written down.",
        _STEPS,
    ),
    of_sql(
        "periods.approved_by_preparer",
        "Whoever began the review of a half-month is not who approved it.",
        _FOUR_EYES,
    ),
)
