"""The style sheet of the pages: no colour of text depends on how wide the window is.

The tests in the browser ask for the contrast of colours at one width.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

QUERY = re.compile(r"@media([^{]*width[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COLOURS = re.compile(r"(?:^|;)\s*((?:background|color|opacity)[\w-]*)\s*:")
# The names of columns in front of the cells of a list, which are the quiet text of every page.
NAMES_OF_COLUMNS = ".app-list .govuk-table__cell::before"


def test_no_colour_depends_on_the_width() -> None:
    css = (Path(settings.BASE_DIR) / "static" / "build" / "app.css").read_text(encoding="utf-8")
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
