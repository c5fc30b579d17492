"""How Stripe fails, told apart by what the caller may conclude from it."""

from kernel.errors import DomainError


class StripeError(DomainError, abstract=True):
    """Stripe did not do what it was asked, or nobody knows whether it did."""


class StripeRefused(StripeError):
    """Stripe understood and said no: nothing was done, and the same request is refused again.

    Params: `stripe_code` (Stripe's own, such as `balance_insufficient`), `reason` in Stripe's words.
    """

    code = "STRIPE_REFUSED"
    messages = {
        "ar": "رفضت سترايب الطلب ({stripe_code}): {reason}",
        "fr": "Stripe a refusé la demande ({stripe_code}) : {reason}",
        "en": "Stripe refused the request ({stripe_code}): {reason}",
    }

    @property
    def stripe_code(self) -> str:
        return str(self.params["stripe_code"])

    @property
    def missing(self) -> bool:
        """Whether there is no such object, or none that this account may see any more."""
        return self.stripe_code in ("resource_missing", "account_invalid")


class StripeKeyRefused(StripeRefused):
    """Stripe does not accept the API key, or not for this account: nothing is said of the request itself,
    and nothing of whether an earlier one did it. Params: `stripe_code`, `reason`.
    """

    code = "STRIPE_KEY_REFUSED"
    messages = {
        "ar": "لا تقبل سترايب مفتاح هذا السوق ({stripe_code}): {reason}",
        "fr": "Stripe n'accepte pas la clé de ce marché ({stripe_code}) : {reason}",
        "en": "Stripe does not accept the key of this market ({stripe_code}): {reason}",
    }


class StripeBusy(StripeError):
    """Stripe asked to come back later, however often it was asked: nothing was done."""

    code = "STRIPE_BUSY"
    messages = {
        "ar": "خدمة سترايب مشغولة، ولم يتغير شيء: أعد المحاولة لاحقا",
        "fr": "Stripe est occupé et rien n'a été fait : réessayez plus tard",
        "en": "Stripe is busy and nothing was done: try again later",
    }


class StripeUnreachable(StripeError):
    """Stripe does not answer a question: nothing was to be done."""

    code = "STRIPE_UNREACHABLE"
    messages = {
        "ar": "لا يمكن الوصول إلى سترايب: أعد المحاولة لاحقا",
        "fr": "Stripe ne répond pas : réessayez plus tard",
        "en": "Stripe does not answer: try again later",
    }


class StripeOutcomeUnknown(StripeError):
    """Stripe was asked to do something, and what came of it is not known: it may have been done.

    The same request again, with the same id, finds out and does it at most once.
    """

    code = "STRIPE_OUTCOME_UNKNOWN"
    messages = {
        "ar": "لا يُعرف هل نفذت سترايب الطلب: أعد الطلب نفسه بالمعرف نفسه",
        "fr": "On ignore si Stripe a exécuté la demande : renvoyez la même, avec le même identifiant",
        "en": "Whether Stripe did it is not known: send the same request again, with the same id",
    }
