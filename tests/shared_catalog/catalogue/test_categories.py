from typing import Any

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.models import Category
from shared_catalog.seed import reference


class TestLoadCategories:
    def test_makes_three_roots_and_fifty_five_leaves(self, nation: Any) -> None:
        roots = queries.categories().filter(parent__isnull=True)
        assert [root.code for root in roots] == ["terroir", "agri", "cosmetics"]
        assert Category.objects.filter(parent__isnull=False).count() == 55

    def test_changes_nothing_the_second_time(self, nation: Any) -> None:
        before = list(queries.categories().values())
        again = catalogue.load_categories(data=reference.categories(), at=nation.at)
        assert (again.added, again.present) == (0, 58)
        assert list(queries.categories().values()) == before

    def test_lists_the_tree_in_its_order(self, nation: Any) -> None:
        codes = [category.code for category in queries.categories()]
        assert codes[:4] == ["terroir", "agri", "cosmetics", "honey-euphorbia"]
        assert codes[-1] == "beauty-sets"
