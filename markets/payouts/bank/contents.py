"""Sealing what is exchanged with the bank, and opening it only if it is what was sealed."""

from hashlib import sha256
from uuid import UUID

from django.conf import settings

from kernel.errors import DomainError
from kernel.keyring import BrokenSeal
from markets.payouts.bank.models import BankAnswer, BankFile

_FILES, _ANSWERS = "bank-files", "bank-answers"


class BankFileTampered(DomainError):
    """What is stored is not what was sealed: it was changed, moved, or its key is gone. Params: `file`."""

    code = "BANK_FILE_TAMPERED"
    messages = {
        "ar": "محتوى الملف البنكي {file} المحفوظ ليس هو الذي تم ختمه",
        "fr": "Le contenu enregistré du fichier bancaire {file} n'est pas celui qui a été scellé",
        "en": "What is stored of the bank file {file} is not what was sealed",
    }


def digest_of(content: bytes) -> bytes:
    """By which a file is known."""
    return sha256(content).digest()


def seal_file(content: bytes, *, batch_id: UUID) -> bytes:
    """The file of a batch as it is stored."""
    sealed: bytes = settings.KEYS.seal(content, purpose=_FILES, context=str(batch_id))
    return sealed


def seal_answer(content: bytes, *, answer_id: UUID) -> bytes:
    """An answer as it is stored."""
    sealed: bytes = settings.KEYS.seal(content, purpose=_ANSWERS, context=str(answer_id))
    return sealed


def open_file(file: BankFile) -> bytes:
    """The bytes that were made for the bank. Raises BankFileTampered."""
    return _opened(file.sealed, _FILES, str(file.batch_id), digest=file.digest, name=file.message_id)


def open_answer(answer: BankAnswer) -> bytes:
    """The bytes that the bank gave. Raises BankFileTampered."""
    return _opened(answer.sealed, _ANSWERS, str(answer.id), digest=answer.digest, name=str(answer.id))


def _opened(
    sealed: bytes | memoryview, purpose: str, context: str, *, digest: bytes | memoryview, name: str
) -> bytes:
    try:
        content: bytes = settings.KEYS.unseal(bytes(sealed), purpose=purpose, context=context)
    except BrokenSeal:
        raise BankFileTampered(file=name) from None
    if digest_of(content) != bytes(digest):
        raise BankFileTampered(file=name)
    return content
