"""The one door to every format of an order: ISO 20022 by its version, or a bank's own layout."""

from markets.payouts.formats.delimited import write_delimited
from markets.payouts.formats.fixed_width import write_fixed
from markets.payouts.formats.orders import require_sound
from markets.payouts.formats.pain001 import Version, write_pain001
from markets.payouts.formats.refusals import Problems, TransferOrderRefused
from markets.payouts.formats.template import FileKind, FileTemplate, require_usable
from markets.payouts.formats.types import TransferOrder


def written(order: TransferOrder, layout: Version | FileTemplate) -> bytes:
    """The order as the file that a bank is sent: the same order and layout give the same bytes.

    Raises TransferOrderRefused with everything that is wrong with the order, TemplateRefused with everything
    that is wrong with the layout.
    """
    if isinstance(layout, Version):
        return write_pain001(order, layout)
    require_usable(layout)
    require_sound(order)
    problems = Problems()
    write = write_delimited if layout.kind is FileKind.DELIMITED else write_fixed
    content = write(order, layout, problems)
    problems.raise_as(TransferOrderRefused)
    return content
