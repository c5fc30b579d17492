"""The dated row behind a product's recommended price, written in the same operation."""

from datetime import datetime

from shared_catalog.catalogue.models import Product, RecommendedPrice


def recommended(product: Product, *, at: datetime, actor: str) -> RecommendedPrice:
    """The price that its column says, as a row that is not written yet."""
    return RecommendedPrice(
        product=product, price_minor=product.recommended_price_minor, set_at=at, set_by=actor
    )
