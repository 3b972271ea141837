"""What a browser would send from a page without anything being typed: for tests that post without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, list[str]]


@dataclass
class _Form:
    action: str
    method: str
    fields: Fields = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects every form of a page with the values that its controls hold; buttons and files hold none."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self._is_sent(given):
            self._add(given.get("name", ""), given.get("value", "on" if given["type"] == "checkbox" else ""))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self._add(self._textarea, "")
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select is not None and "selected" in given:
            self._add(self._select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and self.forms and self._textarea in self.forms[-1].fields:
            # Browsers drop the line break that pages write after the tag.
            values = self.forms[-1].fields[self._textarea]
            values[-1] = values[-1] + data if values[-1] else data.removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        if name and self.forms:
            self.forms[-1].fields.setdefault(name, []).append(value)

    @staticmethod
    def _is_sent(given: dict[str, str]) -> bool:
        if given.setdefault("type", "text") in {"radio", "checkbox"}:
            return "checked" in given
        return given["type"] not in {"submit", "button", "file", "image"}


def fields_of(page: str, path: str) -> Fields:
    """Return what the page's own form holds: the last one that posts to `path`, the address of the page itself."""
    parser = _Forms()
    parser.feed(page)
    own = [form for form in parser.forms if form.method == "post" and form.action in ("", path)]
    return own[-1].fields if own else {}
