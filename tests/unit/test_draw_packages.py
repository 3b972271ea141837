"""The picture of the packages shows every package, and what imports what."""

from __future__ import annotations

import pytest

from bin import draw_packages


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("config/urls.py", "config"),
        ("accounts/models.py", "accounts"),
        ("govuk/templatetags/govuk.py", "govuk"),
        ("partnerships/urls.py", "partnerships"),
        ("partnerships/guards.py", "partnerships/guards"),
        ("checklists/actions.py", "checklists/actions"),
        ("verification/views.py", "verification"),
        ("verification/pdf/parser.py", "verification/pdf"),
        ("partnerships/templatetags/lists.py", "partnerships"),
        ("partnerships/management/commands/report.py", "partnerships/management"),
        ("partnerships/reports/paper/board.py", "partnerships/reports"),
    ],
)
def test_a_module_counts_to_one_box(path: str, package: str) -> None:
    assert draw_packages.package_of(path) == package


def test_imports_and_included_urls_are_read() -> None:
    modules = {
        "config/urls.py": "from django.urls import include\nurlpatterns = include('partnerships.urls')",
        "partnerships/urls.py": "def later():\n    from partnerships.views import lists",
        "partnerships/views/lists.py": "import accounts.models",
        "accounts/models.py": "",
    }
    assert draw_packages.package_imports(modules) == {
        "config": {"partnerships"},
        "partnerships": {"partnerships/views"},
        "partnerships/views": {"accounts"},
        "accounts": set(),
    }


def test_an_arrow_that_a_longer_way_shows_is_left_out() -> None:
    assert draw_packages.drawn({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": {"b"}, "b": {"c"}, "c": set()}
    assert draw_packages.drawn({"a": {"b"}, "b": {"a"}}) == {"a": {"b"}, "b": {"a"}}


def test_every_package_and_every_arrow_is_on_the_picture() -> None:
    svg = draw_packages.picture({"config": {"accounts"}, "partnerships/views": {"accounts"}, "accounts": set()}, {})
    assert svg.count('class="box"') == 3
    assert svg.count('class="arrow"') == 2


def test_a_package_of_no_known_layer_stops_the_drawing() -> None:
    with pytest.raises(SystemExit, match="partnerships/helpers"):
        draw_packages.picture({"config": set(), "partnerships/helpers": set()}, {})
