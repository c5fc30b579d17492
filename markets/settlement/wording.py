"""What a cooperative is told, in plain words of three languages: why it is not paid, what a line is."""

from collections.abc import Mapping
from datetime import date

from markets.settlement.types import LineKind, Reason, ReasonCode

_REASONS: Mapping[ReasonCode, Mapping[str, str]] = {
    ReasonCode.NO_VERIFIED_ACCOUNT: {
        "ar": "لا يوجد حساب بنكي (RIB) تم التحقق منه لتعاونيتكم. المبلغ محفوظ لكم إلى حين التحقق من حسابكم.",
        "fr": "Votre coopérative n'a pas de compte bancaire (RIB) vérifié. La somme vous est réservée "
        "jusqu'à ce qu'il le soit.",
        "en": "Your cooperative has no verified bank account (RIB). The amount is reserved for you "
        "until it has one.",
    },
    ReasonCode.AUTHORISATION_EXPIRED: {
        "ar": "انتهت صلاحية رخصتكم الصحية (أونسا) أو سُحبت. المبلغ محفوظ لكم إلى حين تجديدها.",
        "fr": "Votre autorisation sanitaire (ONSSA) a expiré ou n'est plus valable. La somme vous est "
        "réservée jusqu'à son renouvellement.",
        "en": "Your food-safety authorisation (ONSSA) has expired or is no longer valid. The amount is "
        "reserved for you until it is renewed.",
    },
    ReasonCode.DISPUTE: {
        "ar": "لقد اعترضتم على سطر أو أكثر من كشوفكم. {amount} محفوظ إلى حين البت في الاعتراض.",
        "fr": "Vous avez contesté une ou plusieurs lignes de vos relevés. {amount} : somme réservée "
        "jusqu'à la décision.",
        "en": "You have contested one or more lines of your statements. Reserved until the decision: "
        "{amount}.",
    },
    ReasonCode.HELD: {
        "ar": "السوق يحتفظ مؤقتا بما يلي: {amount}. السبب: {note}. يعاد النظر في ذلك يوم {until}.",
        "fr": "Le marché retient pour le moment : {amount}. Motif : {note}. Réexamen le {until}.",
        "en": "The market holds back for now: {amount}. Reason: {note}. It looks again on {until}.",
    },
    ReasonCode.BELOW_MINIMUM: {
        "ar": "المبلغ {amount} أقل من الحد الأدنى للأداء. يضاف إلى نصف الشهر الموالي.",
        "fr": "{amount} : c'est moins que le minimum payé. La somme s'ajoute à la quinzaine suivante.",
        "en": "{amount} is less than the smallest amount that is paid. It is added to the next half-month.",
    },
    ReasonCode.NEGATIVE: {
        "ar": "المرجوعات والتصحيحات تجاوزت المبيعات: يبقى عليكم {amount}، يخصم من المبيعات المقبلة ولا يسحب "
        "من حسابكم.",
        "fr": "Retours et corrections ont dépassé les ventes : il reste {amount} à compenser par vos "
        "prochaines ventes. Rien n'est prélevé sur votre compte.",
        "en": "Returns and corrections exceeded sales: {amount} is still to be made good by your next "
        "sales. Nothing is debited from your account.",
    },
    ReasonCode.RECENT_ACCOUNT_CHANGE: {
        "ar": "غيرتم حسابكم البنكي مؤخرا. حماية لكم، لا يؤدى إليه شيء قبل {until}. المبلغ محفوظ لكم.",
        "fr": "Votre compte bancaire a changé récemment. Pour votre sécurité, rien n'y est viré avant le "
        "{until}. La somme vous est réservée.",
        "en": "Your bank account changed recently. To protect you nothing is paid to it before {until}. The "
        "amount is reserved for you.",
    },
    ReasonCode.SUSPENDED: {
        "ar": "تعاونيتكم موقوفة حاليا. المبلغ محفوظ لكم.",
        "fr": "Votre coopérative est suspendue. La somme vous est réservée.",
        "en": "Your cooperative is suspended. The amount is reserved for you.",
    },
}

_EVERYTHING = {"ar": "كامل المبلغ", "fr": "toute la somme", "en": "the whole amount"}
_NO_DAY = {"ar": "لاحق", "fr": "(jour à fixer)", "en": "a day to be set"}

_LATE: Mapping[str, str] = {
    "ar": "حدث هذا قبل نصف الشهر هذا ولم يصلنا إلا خلاله، بعد إيقاف الفترة السابقة. تاريخه الحقيقي مذكور.",
    "fr": "Cela s'est passé avant cette quinzaine et n'a été connu que pendant celle-ci, la précédente étant "
    "arrêtée. Sa vraie date est indiquée.",
    "en": "It happened before this half-month and was learnt in it, when the one before had been cut off. "
    "Its true date is given.",
}

_LINES: Mapping[LineKind, Mapping[str, str]] = {
    LineKind.CARRY: {
        "ar": "رصيد الكشف السابق الذي لم يؤد.",
        "fr": "Le solde que le relevé précédent a reporté.",
        "en": "The balance that the statement before carried over.",
    },
    LineKind.RELEASE: {
        "ar": "ما احتفظ به الكشف السابق يعود إليكم هنا.",
        "fr": "Ce que le relevé précédent avait réservé vous revient ici.",
        "en": "What the statement before had reserved comes back to you here.",
    },
    LineKind.HOLD: {
        "ar": "محفوظ لكم للأسباب المذكورة في هذا الكشف. يعيده الكشف الموالي.",
        "fr": "Réservé pour les motifs que donne ce relevé. Le relevé suivant vous le rend.",
        "en": "Reserved for the reasons that this statement gives. The next statement gives it back.",
    },
}


def reason_in_words(reason: Reason) -> Mapping[str, str]:
    """Why a cooperative is not paid, or not all, as one tells it: in `ar`, `fr` and `en`."""
    return {
        language: text.format(
            amount=_amount(reason.amount_minor, language),
            until=_day(reason.until, language),
            note=reason.note,
        )
        for language, text in _REASONS[reason.code].items()
    }


def line_in_words(kind: LineKind, *, late: bool) -> Mapping[str, str] | None:
    """What needs explaining about a line: that it is late, or what was brought or held; else None."""
    return _LATE if late else _LINES.get(kind)


def _amount(minor: int | None, language: str) -> str:
    if minor is None:
        return _EVERYTHING[language]
    dirhams, centimes = divmod(minor, 100)
    if language == "en":
        return f"{dirhams:,}.{centimes:02d} MAD"
    grouped = f"{dirhams:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{grouped},{centimes:02d} {'درهم' if language == 'ar' else 'MAD'}"


def _day(day: date | None, language: str) -> str:
    if day is None:
        return _NO_DAY[language]
    return day.isoformat() if language == "en" else f"{day:%d/%m/%Y}"
