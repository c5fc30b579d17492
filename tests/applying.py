"""What a cooperative types into the form of an application."""

from typing import Any

from kernel.identifiers import ice_with_key

ICE = ice_with_key("0015257130077")
TYPED = {
    "name_ar": "تعاونية الأمل",
    "name_fr": "Coopérative Al Amal",
    "kind": "cooperative",
    "group": "terroir",
    "province": "MA-TAR",
    "ice": ICE,
    "register_number": "12/2015",
    "register_court": "Taroudannt",
    "founded_on": "2015-03-01",
    "women": "٢٠",
    "men": "4",
    "youth": "6",
    "rural": "24",
    "contact_name": "la présidente",
    "contact_phone": "06 61 23 45 67",
    "onssa_number": "",
    "packaging": "bocaux de verre, étiquette en trois langues",
    "capacity": "400 bocaux par mois",
    "product_1_name": "Amlou",
    "product_1_category": "amlou",
    "product_1_price": "45,50",
    "product_1_unit": "g",
    "product_1_content": "250",
}


def typed(**changes: Any) -> dict[str, str]:
    return TYPED | changes
