"""What the words of the report mean, version by version."""

from collections.abc import Mapping
from datetime import date

from kernel.errors import NotFound
from shared_catalog.impact.types import Definition, Income
from shared_catalog.registry.types import Names

_COOPERATIVES = Names(
    ar="التعاونيات التي شاركت في سوق واحد على الأقل خلال الفترة والتي أحصي أعضاؤها",
    fr="Les coopératives qui ont participé à un marché au moins pendant la période, et dont les membres sont "
    "comptés",
    en="Cooperatives that took part in at least one market during the period, and whose members were counted",
)
_MEMBERS = Names(
    ar="النساء والرجال الأعضاء حسب آخر إحصاء إلى آخر يوم من الفترة؛ لكل إحصاء تاريخه",
    fr="Les femmes et les hommes membres d'après le dernier comptage au dernier jour de la période ; chaque "
    "comptage porte sa date",
    en="Women and men who are members, by the latest count as of the last day of the period; each count has "
    "its day",
)
_YOUTH = Names(
    ar="الأعضاء الذين تقل أعمارهم عن 35 سنة يوم الإحصاء",
    fr="Les membres de moins de 35 ans au jour du comptage",
    en="Members under 35 on the day of the count",
)
_RURAL = Names(
    ar="الأعضاء الذين يسكنون في جماعة قروية يوم الإحصاء",
    fr="Les membres qui habitent une commune rurale au jour du comptage",
    en="Members who live in a rural commune on the day of the count",
)
_SALES = Names(
    ar="مبيعات الفترة في كل الأسواق ناقص المرتجعات والرسوم، حسب يوم البيع",
    fr="Les ventes de la période dans tous les marchés, moins retours et frais, au jour de la vente",
    en="Sales of the period in all markets less returns and fees, by the day of sale",
)
_PAID = Names(
    ar="ما دفعته الأسواق للتعاونيات عن الكشوف التي حل يوم أدائها خلال الفترة",
    fr="Ce que les marchés ont payé aux coopératives des relevés à payer dans la période",
    en="What markets paid to cooperatives of statements whose pay day lies in the period",
)
_PER_MEMBER = Names(
    ar="الدخل مقسوما على الأعضاء، مقربا إلى أقرب سنتيم، والنصف بعيدا عن الصفر",
    fr="Le revenu divisé par les membres, arrondi au centime le plus proche, le demi en s'éloignant de zéro",
    en="Income divided by members, to the nearest centime, a half away from zero",
)


def _terms(income: Names) -> Mapping[str, Names]:
    return {
        "cooperatives": _COOPERATIVES,
        "members": _MEMBERS,
        "youth": _YOUTH,
        "rural": _RURAL,
        "income": income,
        "income_per_member": _PER_MEMBER,
    }


# Before 2026 the network has its sales by day, as the history brought them, and no payments.
DEFINITIONS = (
    Definition(
        version=1, effective_from=date(2017, 1, 1), income=Income.SALES_LESS_FEES, terms=_terms(_SALES)
    ),
    Definition(version=2, effective_from=date(2026, 1, 1), income=Income.PAID, terms=_terms(_PAID)),
)


def definition_for(*, day: date, version: int | None) -> Definition:
    """The version asked for, or the one that holds on a day, the first for days before. Raises NotFound."""
    if version is None:
        return max(
            (each for each in DEFINITIONS if each.effective_from <= day),
            key=lambda each: each.effective_from,
            default=DEFINITIONS[0],
        )
    for each in DEFINITIONS:
        if each.version == version:
            return each
    raise NotFound(kind="impact definition", id=version)
