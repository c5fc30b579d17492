"""The pages' words, in Arabic and French."""

from collections.abc import Mapping

from tenants.access import NETWORK
from tenants.permissions import Permission, Role

Texts = Mapping[str, str]

LANGUAGES: Texts = {"ar": "العربية", "fr": "Français"}

WORDS: Mapping[str, Texts] = {
    "tadamun": {"ar": "تضامن", "fr": "Tadamun"},
    "sign_in": {"ar": "تسجيل الدخول", "fr": "Se connecter"},
    "sign_out": {"ar": "تسجيل الخروج", "fr": "Se déconnecter"},
    "login": {"ar": "البريد الإلكتروني أو الهاتف", "fr": "Adresse e-mail ou téléphone"},
    "password": {"ar": "كلمة السر", "fr": "Mot de passe"},
    "new_password": {"ar": "كلمة السر الجديدة", "fr": "Nouveau mot de passe"},
    "forgotten": {"ar": "نسيت كلمة السر؟", "fr": "Mot de passe oublié ?"},
    "second_step": {"ar": "التحقق بخطوتين", "fr": "Double authentification"},
    "code": {"ar": "الرمز المكوّن من ستة أرقام", "fr": "Code à six chiffres"},
    "code_how": {
        "ar": "أدخل الرمز الذي يعرضه تطبيق المصادقة في هاتفك.",
        "fr": "Saisissez le code affiché par l'application d'authentification de votre téléphone.",
    },
    "enrol_why": {
        "ar": "دورك يسمح بتحريك المال، لذلك يلزم رمز ثان عند كل دخول.",
        "fr": "Votre rôle permet de mouvementer de l'argent : un second code est demandé à chaque connexion.",
    },
    "enrol_how": {
        "ar": "امسح هذه الصورة بتطبيق مصادقة ثم أدخل الرمز الذي يعرضه.",
        "fr": "Scannez cette image avec une application d'authentification, puis saisissez le code affiché.",
    },
    "enrol_picture": {"ar": "رمز QR للمفتاح أدناه", "fr": "QR code de la clé ci-dessous"},
    "enrol_by_hand": {"ar": "أو أدخل هذا المفتاح يدويا:", "fr": "Ou saisissez cette clé à la main :"},
    "enrol_again": {"ar": "اعرض مفتاحا جديدا", "fr": "Afficher une nouvelle clé"},
    "go_on": {"ar": "متابعة", "fr": "Continuer"},
    "send": {"ar": "إرسال الرابط", "fr": "Envoyer le lien"},
    "accept": {"ar": "قبول", "fr": "Accepter"},
    "allow": {"ar": "السماح", "fr": "Autoriser"},
    "deny": {"ar": "الرفض", "fr": "Refuser"},
    "other_person": {"ar": "لست أنت؟ غيّر الحساب", "fr": "Ce n'est pas vous ? Changer de compte"},
    "signed_in_as": {"ar": "متصل باسم:", "fr": "Connecté(e) en tant que :"},
    "wants": {
        "ar": "يطلب هذا التطبيق أن يقوم باسمك بما يلي:",
        "fr": "Cette application demande à faire en votre nom :",
    },
    "where": {"ar": "في:", "fr": "Dans :"},
    "only_yours": {
        "ar": "لن يستطيع أبدا أكثر مما تستطيعه أنت، وما يفعله يُسجَّل باسمك.",
        "fr": "Elle ne pourra jamais plus que vous, et ce qu'elle fait est inscrit à votre nom.",
    },
    "returns_to": {"ar": "ستعود إلى:", "fr": "Vous reviendrez à :"},
    "account": {"ar": "حسابك", "fr": "Votre compte"},
    "to_account": {"ar": "إلى حسابك", "fr": "Vers votre compte"},
    "name": {"ar": "الاسم", "fr": "Nom"},
    "invitation": {"ar": "دعوة", "fr": "Invitation"},
    "invited_to": {"ar": "أنت مدعو(ة) إلى:", "fr": "Vous êtes invité(e) à :"},
    "known_here": {
        "ar": "لديك حساب: أدخل كلمة سره.",
        "fr": "Vous avez déjà un compte : saisissez son mot de passe.",
    },
    "choose_password": {
        "ar": "اختر كلمة سر لا تستعملها في مكان آخر، من عشرة أحرف على الأقل.",
        "fr": "Choisissez un mot de passe qui ne sert nulle part ailleurs, de dix caractères au moins.",
    },
    "recovery": {"ar": "كلمة سر جديدة", "fr": "Nouveau mot de passe"},
    "recovery_how": {
        "ar": "سنرسل إليك رابطا لاختيار كلمة سر جديدة.",
        "fr": "Nous vous enverrons un lien pour choisir un nouveau mot de passe.",
    },
    "recovery_sent": {
        "ar": "إن كان لهذا المعرّف حساب فقد أرسلنا إليه رابطا صالحا لساعة واحدة.",
        "fr": "Si cet identifiant a un compte, un lien valable une heure vient de lui être envoyé.",
    },
    "password_changed": {
        "ar": "تم تغيير كلمة السر. سجّل الدخول من جديد.",
        "fr": "Le mot de passe est changé. Connectez-vous de nouveau.",
    },
    "form_expired": {
        "ar": "انتهت صلاحية هذه الصفحة. ارجع وأعد المحاولة.",
        "fr": "Cette page a expiré. Revenez en arrière et réessayez.",
    },
    "request_refused": {
        "ar": "طلب هذا التطبيق غير صالح. لم نعطه شيئا.",
        "fr": "La demande de cette application n'est pas valable. Rien ne lui a été donné.",
    },
}

_ACTIONS: Mapping[str, Texts] = {
    "read": {"ar": "قراءة", "fr": "Lire"},
    "write": {"ar": "تعديل", "fr": "Modifier"},
    "decide": {"ar": "اتخاذ القرار في", "fr": "Décider"},
    "approve": {"ar": "الموافقة على", "fr": "Approuver"},
    "co-approve": {"ar": "الموافقة الثانية على", "fr": "Approuver en second"},
    "record": {"ar": "تسجيل", "fr": "Enregistrer"},
    "refund": {"ar": "إرجاع", "fr": "Rembourser"},
    "contest": {"ar": "الاعتراض على", "fr": "Contester"},
    "close": {"ar": "إقفال", "fr": "Clôturer"},
    "download": {"ar": "تنزيل", "fr": "Télécharger"},
    "score": {"ar": "تنقيط", "fr": "Noter"},
    "sign": {"ar": "توقيع", "fr": "Signer"},
    "reset": {"ar": "إعادة البدء في", "fr": "Remettre à zéro"},
    "reveal": {"ar": "إظهار الأرقام الكاملة في", "fr": "Voir en clair"},
}
_RESOURCES: Mapping[str, Texts] = {
    "registry": {"ar": "سجل التعاونيات", "fr": "le registre des coopératives"},
    "documents": {"ar": "وثائق التعاونيات", "fr": "les documents des coopératives"},
    "requirements": {"ar": "الوثائق المطلوبة من التعاونيات", "fr": "les documents demandés aux coopératives"},
    "recalls": {"ar": "سحب المنتوجات من البيع", "fr": "les rappels de produits"},
    "selection": {"ar": "انتقاء التعاونيات", "fr": "la sélection des coopératives"},
    "proposals": {"ar": "اقتراحات الأسواق", "fr": "les propositions des marchés"},
    "qualification": {"ar": "تأهيل التعاونيات", "fr": "la qualification des coopératives"},
    "representation": {
        "ar": "الحدود الدنيا لتمثيل الجهات",
        "fr": "les planchers de représentation des régions",
    },
    "payees": {"ar": "حسابات المستفيدين", "fr": "les comptes des bénéficiaires"},
    "payee-rules": {"ar": "قواعد حسابات المستفيدين", "fr": "les règles des comptes des bénéficiaires"},
    "calendar": {"ar": "رزنامة العطل", "fr": "le calendrier des jours fériés"},
    "catalogue": {"ar": "الفهرس الوطني", "fr": "le catalogue national"},
    "prices": {"ar": "الأسعار الموصى بها وحدودها", "fr": "l'encadrement des prix"},
    "markets": {"ar": "الأسواق", "fr": "les marchés"},
    "network-figures": {"ar": "أرقام الشبكة", "fr": "les chiffres du réseau"},
    "impact": {"ar": "أثر الشبكة على الأعضاء", "fr": "l'impact sur les membres"},
    "network-payouts": {"ar": "دفعات الشبكة", "fr": "les versements du réseau"},
    "listings": {"ar": "المعروضات", "fr": "les articles en vente"},
    "stock": {"ar": "المخزون", "fr": "le stock"},
    "tills": {"ar": "الصناديق", "fr": "les caisses"},
    "sales": {"ar": "المبيعات", "fr": "les ventes"},
    "fees": {"ar": "الرسوم", "fr": "les frais"},
    "ledger": {"ar": "الدفاتر", "fr": "le grand livre"},
    "statements": {"ar": "الكشوف", "fr": "les relevés"},
    "periods": {"ar": "الفترات نصف الشهرية", "fr": "les quinzaines"},
    "settlement": {"ar": "التسوية", "fr": "le règlement"},
    "payouts": {"ar": "الدفعات", "fr": "les versements"},
    "bank-files": {"ar": "ملفات البنك", "fr": "les fichiers bancaires"},
    "stripe": {"ar": "حساب Stripe", "fr": "le compte Stripe"},
    "reconciliation": {"ar": "المطابقة البنكية", "fr": "le rapprochement bancaire"},
    "accounting": {"ar": "المحاسبة", "fr": "la comptabilité"},
    "audit": {"ar": "سجل المراجعة", "fr": "le journal d'audit"},
    "people": {"ar": "الأشخاص وأدوارهم", "fr": "les personnes et leurs rôles"},
    "clients": {"ar": "التطبيقات المرتبطة", "fr": "les applications reliées"},
    "figures": {"ar": "أرقام السوق", "fr": "les chiffres du marché"},
    "footfall": {"ar": "عدد الزوار", "fr": "la fréquentation"},
    "costs": {"ar": "المصاريف", "fr": "les charges"},
    "events": {"ar": "الأحداث", "fr": "les événements"},
    "all-webhooks": {"ar": "إشعارات كل التطبيقات", "fr": "les notifications de toutes les applications"},
    "webhooks": {"ar": "الإشعارات الآلية", "fr": "les notifications automatiques"},
    "files": {"ar": "الملفات", "fr": "les fichiers"},
    "all-bulk": {"ar": "العمليات بالجملة لكل التطبيقات", "fr": "les opérations en masse de tous"},
    "bulk": {"ar": "العمليات بالجملة", "fr": "les opérations en masse"},
    "sandbox": {"ar": "سوق التجربة", "fr": "le marché d'essai"},
}
_ROLES: Mapping[Role, Texts] = {
    Role.HQ_ADMIN: {"ar": "مسؤول المقر", "fr": "Administration du siège"},
    Role.HQ_ANALYST: {"ar": "محلل المقر", "fr": "Analyse au siège"},
    Role.REGISTRY_OFFICER: {"ar": "مسؤول السجل", "fr": "Tenue du registre"},
    Role.COMMITTEE_MEMBER: {"ar": "عضو اللجنة", "fr": "Membre du comité"},
    Role.MARKET_MANAGER: {"ar": "مدير السوق", "fr": "Direction du marché"},
    Role.CASHIER: {"ar": "أمين الصندوق", "fr": "Caisse"},
    Role.STOCK_KEEPER: {"ar": "مسؤول المخزون", "fr": "Tenue du stock"},
    Role.ACCOUNTANT: {"ar": "محاسب", "fr": "Comptabilité"},
    Role.AUDITOR: {"ar": "مراجع", "fr": "Audit"},
    Role.COOPERATIVE_DELEGATE: {"ar": "مندوب تعاونية", "fr": "Délégation d'une coopérative"},
    Role.INTEGRATOR: {"ar": "برنامج", "fr": "Programme"},
}
_EVERYWHERE: Texts = {"ar": "الشبكة كلها", "fr": "tout le réseau"}


def permission_in(permission: Permission, language: str) -> str:
    """What a permission lets do, for people; its own name where nobody worded it yet."""
    resource, _, action = permission.value.partition(":")
    if resource not in _RESOURCES or action not in _ACTIONS:
        return permission.value
    return f"{_ACTIONS[action][language]} : {_RESOURCES[resource][language]}"


def role_in(role: str, language: str) -> str:
    """A role's name for people."""
    return _ROLES[Role(role)][language]


def place_in(scope: str, language: str) -> str:
    """A scope's name: a market's is the same in every language."""
    return _EVERYWHERE[language] if scope == NETWORK else scope
