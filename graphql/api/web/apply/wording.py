"""The words of an application, in Arabic and French."""

from collections.abc import Mapping

from api.web.signin import wording as signin
from shared_catalog.applications.types import Standing
from shared_catalog.catalogue.types import Unit
from shared_catalog.registry.types import Group, Kind

Texts = Mapping[str, str]

WORDS: Mapping[str, Texts] = {
    **signin.WORDS,
    "apply": {"ar": "طلب انتقاء تعاونية", "fr": "Candidature d'une coopérative"},
    "rounds": {"ar": "الدورات المفتوحة", "fr": "Sessions ouvertes"},
    "no_round": {
        "ar": "لا توجد حاليا أي دورة مفتوحة.",
        "fr": "Aucune session n'est ouverte en ce moment.",
    },
    "places": {"ar": "عدد الأماكن", "fr": "Places"},
    "how": {
        "ar": "تملأ الطلب على مراحل دون حساب: تحصل على رابط سري تعود به إلى مسودتك ثم تتابع به طلبك.",
        "fr": "Vous remplissez la candidature en plusieurs fois, sans compte : un lien secret vous ramène à "
        "votre brouillon, puis à l'état de votre dossier.",
    },
    "start": {"ar": "بدء طلب", "fr": "Commencer une candidature"},
    "link": {"ar": "رابطك السري", "fr": "Votre lien secret"},
    "keep_link": {
        "ar": "احتفظ بهذا الرابط: هو الطريق الوحيد إلى طلبك، ومن يملكه يقرأه. لا يمكننا استرجاعه.",
        "fr": "Gardez ce lien : c'est le seul chemin vers votre dossier, et quiconque l'a peut le lire. "
        "Nous ne pouvons pas le retrouver.",
    },
    "drafts_kept": {
        "ar": "تحذف المسودة بعد هذا العدد من الأيام دون تغيير:",
        "fr": "Un brouillon est supprimé après ce nombre de jours sans changement :",
    },
    "papers": {
        "ar": "الوثائق (مستخرج السجل، ترخيص أونسا، العنونة) لا ترفع هنا: "
        "سيطلبها منك المكلف بالسجل بعد الإيداع.",
        "fr": "Les papiers (extrait du registre, autorisation ONSSA, étiquettes) ne se déposent pas ici : "
        "le chargé du registre vous les demandera après le dépôt.",
    },
    "onssa_gate": {
        "ar": "هذه الدورة تشترط ترخيصا صالحا من أونسا لبعض المنتوجات: بدونه يستبعد الطلب.",
        "fr": "Cette session exige une autorisation ONSSA valable pour certains produits : sans elle, la "
        "candidature est écartée.",
    },
    "identity": {"ar": "التعاونية", "fr": "La coopérative"},
    "members": {"ar": "الأعضاء", "fr": "Les membres"},
    "contact": {"ar": "من نتصل به", "fr": "Qui contacter"},
    "evidence": {"ar": "ما تقيمه اللجنة", "fr": "Ce que le comité évalue"},
    "product": {"ar": "منتوج", "fr": "Produit"},
    "first_product": {
        "ar": "ثمن المنتوج الأول هو الذي يقارن بأثمنة التعاونيات الأخرى.",
        "fr": "C'est le prix du premier produit qui est comparé à ceux des autres coopératives.",
    },
    "choose": {"ar": "اختر", "fr": "Choisir"},
    "save": {"ar": "حفظ المسودة", "fr": "Enregistrer le brouillon"},
    "submit": {"ar": "إيداع الطلب", "fr": "Déposer la candidature"},
    "delete": {"ar": "حذف المسودة", "fr": "Supprimer le brouillon"},
    "saved": {"ar": "تم حفظ المسودة.", "fr": "Le brouillon est enregistré."},
    "deleted": {"ar": "تم حذف المسودة.", "fr": "Le brouillon est supprimé."},
    "to_mend": {"ar": "صحح الحقول المشار إليها.", "fr": "Corrigez les champs signalés."},
    "too_large": {"ar": "ما أرسلته كبير جدا.", "fr": "Ce que vous avez envoyé est trop volumineux."},
    "consent": {
        "ar": "أوافق على معالجة هذه المعطيات لغرض الانتقاء وفق القانون 09-08. تمحى جهة الاتصال بعد سنة، "
        "ولي حق الولوج إليها وتصحيحها والتعرض على معالجتها.",
        "fr": "Je consens au traitement de ces données pour la sélection, selon la loi 09-08. Le contact est "
        "effacé après un an ; je peux y accéder, les faire rectifier et m'y opposer.",
    },
    "state": {"ar": "حالة الطلب", "fr": "État du dossier"},
    "number": {"ar": "رقم الطلب", "fr": "Numéro du dossier"},
    "round": {"ar": "الدورة", "fr": "Session"},
    "submitted_on": {"ar": "أودع يوم", "fr": "Déposée le"},
    "why": {"ar": "السبب", "fr": "Motif"},
    "appeal": {
        "ar": "يمكنك الطعن كتابة لدى المقر مع ذكر رقم الطلب، إلى غاية:",
        "fr": "Vous pouvez former un recours par écrit auprès du siège, en citant le numéro, jusqu'au :",
    },
}
STANDINGS: Mapping[Standing, Texts] = {
    Standing.DRAFT: {"ar": "مسودة", "fr": "Brouillon"},
    Standing.SUBMITTED: {"ar": "مودع", "fr": "Déposée"},
    Standing.UNDER_REVIEW: {"ar": "قيد الدراسة", "fr": "En cours d'examen"},
    Standing.NOT_ADMITTED: {"ar": "غير مقبول في الدورة", "fr": "Non admise à la session"},
    Standing.RETAINED: {"ar": "منتقاة", "fr": "Retenue"},
    Standing.WAITING: {"ar": "في لائحة الانتظار", "fr": "Sur la liste d'attente"},
    Standing.NOT_RETAINED: {"ar": "غير منتقاة", "fr": "Non retenue"},
}
FIELDS: Mapping[str, Texts] = {
    "name_ar": {"ar": "الاسم بالعربية", "fr": "Nom en arabe"},
    "name_fr": {"ar": "الاسم بالفرنسية", "fr": "Nom en français"},
    "kind": {"ar": "الشكل القانوني", "fr": "Forme juridique"},
    "group": {"ar": "صنف النشاط", "fr": "Activité"},
    "province": {"ar": "العمالة أو الإقليم", "fr": "Préfecture ou province"},
    "ice": {"ar": "التعريف الموحد للمقاولة (15 رقما)", "fr": "ICE (15 chiffres)"},
    "register_number": {"ar": "رقم سجل التعاونيات", "fr": "Numéro au registre des coopératives"},
    "register_court": {"ar": "المحكمة", "fr": "Tribunal"},
    "founded_on": {"ar": "تاريخ التأسيس", "fr": "Date de création"},
    "women": {"ar": "النساء", "fr": "Femmes"},
    "men": {"ar": "الرجال", "fr": "Hommes"},
    "youth": {"ar": "منهم الشباب", "fr": "Dont jeunes"},
    "rural": {"ar": "منهم سكان القرى", "fr": "Dont habitant à la campagne"},
    "contact_name": {"ar": "الصفة (مثلا: الرئيسة)", "fr": "Fonction (par exemple : la présidente)"},
    "contact_phone": {"ar": "الهاتف", "fr": "Téléphone"},
    "contact_email": {"ar": "البريد الإلكتروني (اختياري)", "fr": "E-mail (facultatif)"},
    "onssa_number": {"ar": "رقم ترخيص أونسا (إن وجد)", "fr": "Numéro d'autorisation ONSSA (s'il existe)"},
    "packaging": {"ar": "التلفيف والعنونة", "fr": "Emballage et étiquetage"},
    "capacity": {"ar": "القدرة على التموين", "fr": "Capacité de production"},
    "product_name": {"ar": "الاسم", "fr": "Nom"},
    "product_category": {"ar": "الفئة", "fr": "Catégorie"},
    "product_price": {"ar": "الثمن بالدرهم", "fr": "Prix en dirhams"},
    "product_unit": {"ar": "الوحدة", "fr": "Unité"},
    "product_content": {"ar": "محتوى العبوة", "fr": "Contenu de l'emballage"},
    "consent": {"ar": "الموافقة", "fr": "Consentement"},
}
OPTIONS: Mapping[str, Mapping[str, Texts]] = {
    "kind": {
        Kind.COOPERATIVE.value: {"ar": "تعاونية", "fr": "Coopérative"},
        Kind.UNION.value: {"ar": "اتحاد تعاونيات", "fr": "Union de coopératives"},
        Kind.GIE.value: {"ar": "مجموعة ذات نفع اقتصادي", "fr": "Groupement d'intérêt économique"},
        Kind.ASSOCIATION.value: {"ar": "جمعية", "fr": "Association"},
        Kind.AGR.value: {"ar": "نشاط مدر للدخل", "fr": "Activité génératrice de revenus"},
    },
    "group": {
        Group.TERROIR.value: {"ar": "المنتوجات المجالية", "fr": "Produits du terroir"},
        Group.AGRI.value: {"ar": "المنتوجات الفلاحية", "fr": "Produits agricoles"},
        Group.COSMETICS.value: {"ar": "مواد التجميل", "fr": "Cosmétiques"},
    },
    "unit": {
        Unit.GRAM.value: {"ar": "غرام", "fr": "gramme"},
        Unit.MILLILITRE.value: {"ar": "ميليلتر", "fr": "millilitre"},
        Unit.PIECE.value: {"ar": "قطعة", "fr": "pièce"},
    },
}


def label_of(field: str, language: str) -> str:
    """What a field is called; a product's fields say of which product."""
    if not field.startswith("product_"):
        return FIELDS[field][language]
    _, number, name = field.split("_", 2)
    return f"{WORDS['product'][language]} {number} — {FIELDS[f'product_{name}'][language]}"
