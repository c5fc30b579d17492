"""What the documents say, in Arabic and French. Amounts and days are written by `kernel.display`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kernel import display
from markets.documents.types import MessageKind, Names

# The labels of the page, by the name under which the template asks for them.
LABELS: Mapping[str, Names] = {
    "title": Names(fr="Relevé de quinzaine", ar="كشف نصف الشهر"),
    "number": Names(fr="N°", ar="رقم"),
    "cooperative": Names(fr="Coopérative", ar="التعاونية"),
    "code": Names(fr="Code", ar="الرمز"),
    "ice": Names(fr="ICE", ar="التعريف الموحد للمقاولة"),
    "half_month": Names(fr="Quinzaine", ar="نصف الشهر"),
    "pay_on": Names(fr="Date de paiement", ar="تاريخ الأداء"),
    "issued_at": Names(fr="Établi le", ar="حُرر بتاريخ"),
    "account": Names(fr="Compte bancaire", ar="الحساب البنكي"),
    "no_account": Names(fr="aucun compte vérifié", ar="لا يوجد حساب"),
    "in_dirhams": Names(fr="Montants en dirhams (MAD)", ar="المبالغ بالدرهم (د.م.)"),
    "opening": Names(fr="Report du relevé précédent", ar="المرحّل من الكشف السابق"),
    "released": Names(fr="Montant retenu, libéré", ar="مبلغ محتجز تم الإفراج عنه"),
    "sales": Names(fr="Ventes", ar="المبيعات"),
    "returns": Names(fr="Retours des clients", ar="مرتجعات الزبناء"),
    "fees": Names(fr="Commission du marché", ar="عمولة السوق"),
    "adjustments": Names(fr="Corrections", ar="التصحيحات"),
    "net": Names(fr="Solde de la quinzaine", ar="رصيد نصف الشهر"),
    "payable": Names(fr="À payer à la coopérative", ar="المبلغ الواجب أداؤه للتعاونية"),
    "held": Names(fr="Retenu, en réserve pour vous", ar="محتجز ومحفوظ لفائدتكم"),
    "carried": Names(fr="Reporté sur le relevé suivant", ar="مرحّل إلى الكشف الموالي"),
    "reasons": Names(fr="Pourquoi ce montant n'est pas payé maintenant", ar="لماذا لا يؤدى هذا المبلغ الآن"),
    "detail": Names(fr="Détail par jour et par produit", ar="التفصيل حسب اليوم والمنتوج"),
    "product": Names(fr="Produit", ar="المنتوج"),
    "quantity": Names(fr="Qté", ar="الكمية"),
    "amount": Names(fr="Montant", ar="المبلغ"),
    "fee": Names(fr="Commission", ar="العمولة"),
    "total": Names(fr="Total", ar="المجموع"),
    "no_trade": Names(
        fr="Aucune vente et aucun retour dans cette quinzaine.",
        ar="لا مبيعات ولا مرتجعات خلال نصف الشهر هذا.",
    ),
    "late": Names(
        fr="parvenu après la clôture de sa quinzaine",
        ar="وصل بعد إقفال نصف الشهر الذي يعود إليه",
    ),
    "verify": Names(fr="Vérifier ce relevé", ar="التحقق من هذا الكشف"),
    "verify_how": Names(
        fr="Scannez le code : la page publique montre les mêmes montants, la même empreinte et sa place dans "
        "la chaîne du marché. Aucun compte n'est nécessaire.",
        ar="امسحوا الرمز: تعرض الصفحة العمومية المبالغ نفسها والبصمة نفسها وموضعها في سلسلة السوق، "
        "دون الحاجة إلى أي حساب.",
    ),
    "digest": Names(fr="Empreinte SHA-256", ar="البصمة SHA-256"),
    "page": Names(fr="Page", ar="الصفحة"),
}

# The labels of the public page, beside those of the paper that it repeats.
PUBLIC_LABELS: Mapping[str, Names] = {
    "title": LABELS["title"],
    "digest": LABELS["digest"],
    "verified": Names(fr="vérification d'un relevé", ar="التحقق من كشف"),
    "holds": Names(
        fr="Ce relevé est scellé : l'empreinte et la chaîne viennent d'être recalculées et concordent.",
        ar="هذا الكشف مختوم: أُعيد الآن حساب البصمة والسلسلة وهما متطابقتان.",
    ),
    "broken": Names(
        fr="L'empreinte ou la chaîne ne concorde pas : ne vous fiez pas à ce relevé et prévenez le marché.",
        ar="البصمة أو السلسلة غير متطابقة: لا تعتمدوا على هذا الكشف وأخبروا السوق.",
    ),
    "files": Names(fr="Empreintes SHA-256 des fichiers", ar="بصمات SHA-256 للملفات"),
    "chain": Names(fr="Place dans la chaîne du marché", ar="الموضع في سلسلة السوق"),
    "chain_block": Names(fr="Bloc", ar="الكتلة"),
    "chain_day": Names(fr="Jour", ar="اليوم"),
    "chain_position": Names(fr="Rang dans le bloc", ar="الرتبة في الكتلة"),
    "chain_hash": Names(fr="Empreinte du bloc", ar="بصمة الكتلة"),
    "chain_previous": Names(fr="Bloc précédent", ar="الكتلة السابقة"),
    "how": Names(fr="Vérifier soi-même", ar="التحقق بأنفسكم"),
    "how_long": Names(
        fr="Comparez montants et empreinte avec votre papier. Le fichier PDF que vous avez reçu doit avoir "
        "l'empreinte indiquée (sha256sum). Le fichier proof.json contient tout ce qu'il faut pour recalculer "
        "l'empreinte du relevé et celle de son bloc sans nous : la marche à suivre y est écrite.",
        ar="قارنوا المبالغ والبصمة بما هو مكتوب على الورق. يجب أن تكون لملف PDF الذي توصلتم به "
        "البصمة المبينة (sha256sum). يتضمن الملف proof.json كل ما يلزم لإعادة حساب بصمة الكشف وبصمة كتلته "
        "من دوننا، والطريقة مكتوبة فيه.",
    ),
}

# Why not all is paid, by the code that the settlement gives; an unknown code is told as it is.
_REASONS: Mapping[str, Names] = {
    "no_verified_account": Names(
        fr="Aucun compte bancaire vérifié : donnez votre RIB au registre.",
        ar="لا يوجد حساب بنكي متحقق منه: قدموا كشف التعريف البنكي للسجل.",
    ),
    "authorisation_expired": Names(
        fr="L'autorisation sanitaire (ONSSA) n'est plus valable.",
        ar="لم يعد الترخيص الصحي (أونسا) ساري المفعول.",
    ),
    "dispute": Names(fr="Une contestation attend une décision.", ar="هناك منازعة في انتظار البت فيها."),
    "held": Names(fr="Le marché a suspendu ce paiement.", ar="علّق السوق هذا الأداء."),
    "below_minimum": Names(
        fr="Le solde n'atteint pas le minimum payé.", ar="لا يبلغ الرصيد الحد الأدنى للأداء."
    ),
    "negative": Names(
        fr="Le solde est négatif : il sera repris sur les prochaines ventes.",
        ar="الرصيد سلبي: سيُخصم من المبيعات المقبلة.",
    ),
    "recent_account_change": Names(fr="Le compte bancaire vient de changer.", ar="تغيّر الحساب البنكي مؤخرا."),
    "suspended": Names(fr="La coopérative est suspendue.", ar="التعاونية موقوفة."),
}
_UNKNOWN_REASON = Names(fr="Motif : {code}.", ar="السبب: {code}.")


def label(name: str) -> dict[str, str]:
    """A label in both languages."""
    return both(LABELS[name])


def both(names: Names) -> dict[str, str]:
    """A text in both languages, as the template reads it."""
    return {"fr": names.fr, "ar": names.ar}


def reason(said: Mapping[str, Any]) -> Names:
    """Why not all is paid, as the cooperative is told: what, how much, until when, and people's own words."""
    names = _REASONS.get(said["code"], _UNKNOWN_REASON)
    return Names(fr=_reason(names.fr, said, "fr"), ar=_reason(names.ar, said, "ar"))


def _reason(text: str, said: Mapping[str, Any], language: str) -> str:
    found = [text.format(code=display.isolated(str(said["code"])))]
    if said.get("amount_minor") is not None:
        found.append(f"({display.amount(said['amount_minor'], language)})")
    if said.get("until"):
        until = display.long_day(date.fromisoformat(said["until"]), language)
        found.append(f"Jusqu'au {until}." if language == "fr" else f"إلى غاية {until}.")
    if said.get("note"):
        found.append(display.isolated(said["note"]))
    return " ".join(found)


# -- messages ------------------------------------------------------------------------------------------------

# {number} the statement's, {amount} with its currency, {day} of payment, {url} of the public page.
_MESSAGES: Mapping[MessageKind, Names] = {
    MessageKind.STATEMENT_ISSUED: Names(
        fr="Votre relevé {number} est établi. À payer : {amount}, le {day}. {url}",
        ar="حُرر كشفكم {number}. المبلغ الواجب أداؤه: {amount} يوم {day}. {url}",
    ),
    MessageKind.PAYOUT_PAID: Names(
        fr="Le relevé {number} est payé : {amount}. {url}",
        ar="تم أداء الكشف {number}: {amount}. {url}",
    ),
    MessageKind.PAYOUT_HELD: Names(
        fr="Le paiement du relevé {number} ({amount}) est suspendu ; l'argent reste à vous. {url}",
        ar="أداء الكشف {number} ({amount}) معلق، والمبلغ محفوظ لفائدتكم. {url}",
    ),
    MessageKind.PAYOUT_REJECTED: Names(
        fr="La banque a refusé le paiement du relevé {number} ({amount}) : vérifiez votre RIB avec le "
        "marché. {url}",
        ar="رفض البنك أداء الكشف {number} ({amount}): تحققوا من كشف التعريف البنكي مع السوق. {url}",
    ),
    MessageKind.PAYOUT_RETURNED: Names(
        fr="La banque a retourné le paiement du relevé {number} ({amount}) : vérifiez votre RIB avec le "
        "marché. {url}",
        ar="أرجع البنك أداء الكشف {number} ({amount}): تحققوا من كشف التعريف البنكي مع السوق. {url}",
    ),
}
_NOTHING_TO_PAY = Names(
    fr="Votre relevé {number} est établi. Rien n'est à payer cette fois : la page dit pourquoi. {url}",
    ar="حُرر كشفكم {number}. لا مبلغ للأداء هذه المرة، والصفحة تبين السبب. {url}",
)


def message(kind: MessageKind, *, number: str, amount_minor: int, day: date, url: str) -> Names:
    """What a cooperative is told. No name stands in it and no account: whoever sees the screen learns no
    more than the paper shows.
    """
    nothing = kind is MessageKind.STATEMENT_ISSUED and amount_minor == 0
    names = _NOTHING_TO_PAY if nothing else _MESSAGES[kind]
    written = {
        language: text.format(
            number=display.isolated(number),
            amount=display.amount(amount_minor, language),
            day=display.long_day(day, language),
            url=url,
        )
        for language, text in (("fr", names.fr), ("ar", names.ar))
    }
    return Names(**written)


def subject(number: str) -> str:
    """The subject line of an e-mail, in both languages."""
    return f"{LABELS['title'].ar} {display.isolated(number)} - {LABELS['title'].fr} {number}"
