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
    texts: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    is_remembered: bool = True


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
            self.forms[-1].is_remembered = given.get("autocomplete") != "off"
        elif tag == "input" and self._is_sent(given):
            self._add(given.get("name", ""), given.get("value", "on" if given["type"] == "checkbox" else ""))
            self._note_text(given)
            if self.forms and given["type"] == "hidden":
                self.forms[-1].hidden.append(given.get("name", ""))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self._add(self._textarea, "")
            self._note_text({**given, "type": "text"})
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

    def _note_text(self, given: dict[str, str]) -> None:
        if self.forms and given.get("name") and given["type"] not in {"radio", "checkbox", "hidden", "password"}:
            self.forms[-1].texts.append(given["name"])

    @staticmethod
    def _is_sent(given: dict[str, str]) -> bool:
        if given.setdefault("type", "text") in {"radio", "checkbox"}:
            return "checked" in given
        return given["type"] not in {"submit", "button", "file", "image"}


def fields_of(page: str, path: str) -> Fields:
    """Return what the page's own form holds: the last one that posts to `path`, the address of the page itself."""
    form = _own_form(page, path)
    return form.fields if form else {}


def texts_of(page: str, path: str) -> list[str]:
    """Return the names of the page's own fields into which somebody types."""
    form = _own_form(page, path)
    return form.texts if form else []


def hidden_in(page: str, path: str) -> list[str]:
    """Return the names of the fields of the page's own form that nobody sees."""
    form = _own_form(page, path)
    return form.hidden if form else []


def is_remembered(page: str, path: str) -> bool:
    """Whether a browser may fill the page's own form with what it held before."""
    form = _own_form(page, path)
    return form is not None and form.is_remembered


def _own_form(page: str, path: str) -> _Form | None:
    parser = _Forms()
    parser.feed(page)
    own = [form for form in parser.forms if form.method == "post" and form.action in ("", path)]
    return own[-1] if own else None
