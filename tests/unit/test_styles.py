"""The stylesheets of the pages."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

QUERY = re.compile(r"@media([^{]*width[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COLOURS = re.compile(r"(?:^|;)\s*((?:background|color|opacity)[\w-]*)\s*:")
# The names of columns in front of the cells of a list, which are the quiet text of every page.
NAMES_OF_COLUMNS = ".app-list .govuk-table__cell::before"


BUILD = Path(settings.BASE_DIR) / "static" / "build"
# A class that stands over all other rules, whole: not the beginning of one that Python puts together.
OVERRIDE = re.compile(r"govuk-!-[a-z0-9-]*[a-z0-9](?![\w-])")
FALLBACK = re.compile(r'@font-face\{font-family:"Source Sans 3 in Arial";([^}]*)\}')


def test_no_colour_depends_on_the_width() -> None:
    """The tests in the browser ask for the contrast of colours at one width."""
    css = (BUILD / "app.css").read_text(encoding="utf-8")
    queries = QUERY.findall(css)
    assert len(queries) > 20
    found = {
        (selectors.strip(), name)
        for _width, rules in queries
        for selectors, declared in RULE.findall(rules)
        for name in COLOURS.findall(declared)
        if not selectors.strip().startswith(NAMES_OF_COLUMNS)
    }
    assert found == set()


def test_each_override_that_a_page_has_is_in_both_stylesheets() -> None:
    """static/scss/_overrides.scss has those of GOV.UK Frontend's that are used, and no others."""
    folders = [
        Path(settings.BASE_DIR) / name for name in ("templates", "govuk", "accounts", "checklists", "partnerships")
    ]
    sources = [path for folder in folders for ending in ("html", "py") for path in folder.rglob(f"*.{ending}")]
    used = {name for path in sources for name in OVERRIDE.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 5
    for name in ("app.css", "report.css"):
        css = (BUILD / name).read_text(encoding="utf-8").replace("\\", "")
        assert {name for name in used if f".{name}{{" not in css and f".{name}," not in css} == set()


def test_the_fallback_is_about_as_wide_as_the_font() -> None:
    """Source Sans 3 is narrower than Arial by less than a tenth; sizes are worked out from both, not typed."""
    faces = FALLBACK.findall((BUILD / "app.css").read_text(encoding="utf-8"))
    shares = [float(share) for face in faces for share in re.findall(r"size-adjust:([\d.]+)%", face)]
    assert len(shares) == 2
    assert all(90 < share < 95 for share in shares)
    assert all("ascent-override" in face and "descent-override" in face for face in faces)
