"""What a template may not do; what it looks like is djlint's business."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.architecture.source import ROOT

TEMPLATES = ROOT / "templates"

TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.S)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->|<!DOCTYPE[^>]*>", re.S)
TAG_OR_VALUE = re.compile(r"{%.*?%}|{{.*?}}", re.S)
# A tag of HTML, with its attributes; those that are read aloud or shown are read here too.
ELEMENT = re.compile(r"<[^>]*>", re.S)
SHOWN = re.compile(r"""\b(?:alt|aria-label|aria-description|placeholder|title)=(?:"([^"]*)"|'([^']*)')""")
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")

FORBIDDEN = {
    "declares text to be HTML": re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off"),
    "does arithmetic": re.compile(r"{%\s*widthratio\b|\|\s*add:"),
    "queries": re.compile(r"\.(?:objects|filter|exclude|all|exists|values)\b(?!\w)|_set\b"),
    "names a role": re.compile(r"""[=!]=\s*["'](?:officer|manager|legal|secretary|editor|auditor|admin)["']"""),
    "runs a script in the page": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|javascript:", re.I),
    "styles an element by hand": re.compile(r"\sstyle=|<style\b", re.I),
    "loads from another origin": re.compile(r"""<(?!a\s)[^>]*\b(?:src|href|action)=["'](?:https?:)?//""", re.I),
    # An element of this class shows white space as it stands, and the formatter indents what is in a block.
    "shows the template's own white space": re.compile(r"\bapp-typed\b[^>]*>(?:\s|[^<]*\s</)"),
    "uses an old name of a tag": re.compile(r"{%\s*(?:trans|blocktrans|endblocktrans)\s"),
}
INCLUDED = re.compile(r"""{%\s*include\s+["']([^"']+)["']""")
LOADED = re.compile(r"{%\s*load\b[^%]*%}")
# crispy and Django look for their templates under names of their own.
NAMED_BY_OTHERS = {"govuk", "admin"}
# The same in every language.
NAMES = re.compile(r"\bSHA\b")
# What a template may do all the same, and why.
ALLOWED = {
    "reports/print.html": {
        "declares text to be HTML": "the stylesheet of the PDF is a file of ours, put into the one page that no browser loads",
        "styles an element by hand": "the same",
    },
}
# Mail is plain text: there is nothing to escape.
ALLOWED_IN_TEXT = {"declares text to be HTML"}


def templates() -> list[Path]:
    """Return every template of ours."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def unreadable(path: Path) -> str:
    """Return why Django cannot read the template, or "": a tag that it does not load shows only when somebody asks for the page."""
    try:
        get_template(path.relative_to(TEMPLATES).as_posix())
    except TemplateSyntaxError as error:
        return f"{path}: {error}"
    return ""


def misplaced(texts: Mapping[str, str], rendered: str) -> Iterator[str]:
    """Yield the templates that stand in a wrong place or under a wrong name.

    `texts`: each by its name; `rendered`: the Python that renders some of them.
    A partial is included in two places, is rendered by a view, or is more than two lines with a name of their own.
    """
    included = Counter(name for text in texts.values() for name in INCLUDED.findall(text))
    for name, text in texts.items():
        folder, _, file = name.rpartition("/")
        is_partial, is_rendered = file.startswith("_"), f'"{name}"' in rendered
        if folder == "partnerships" and not is_partial:
            yield f"{name} is a page: it stands in the folder of its capability"
        if folder.split("/")[0] in NAMED_BY_OTHERS or not (is_partial or included[name]):
            continue
        if not is_partial:
            yield f"{name} is included: its name starts with _"
        elif not included[name] and not is_rendered:
            yield f"{name} is included nowhere"
        elif included[name] == 1 and not is_rendered and len(_shown_lines(text)) <= 2:
            yield f"{name} is short and included once: it goes back into its includer"


def _shown_lines(text: str) -> list[str]:
    return [line for line in COMMENT.sub("", LOADED.sub("", text)).splitlines() if line.strip()]


def wrong(path: Path) -> Iterator[str]:
    """Yield what a template does that none may."""
    text = COMMENT.sub(_blank, path.read_text())
    name = path.relative_to(TEMPLATES).as_posix()
    allowed = set(ALLOWED.get(name, {})) | (ALLOWED_IN_TEXT if path.suffix == ".txt" else set())
    return (problem for sentence, problem in forbidden(text) if sentence not in allowed)


def forbidden(text: str) -> Iterator[tuple[str, str]]:
    """Yield each rule that the text of a template breaks, with where and how."""
    for sentence, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            yield sentence, f"{_line(text, match.start())} {sentence}: {match.group().strip()}"


def untranslated(text: str) -> Iterator[str]:
    """Yield the words that a reader sees and no translator."""
    text = COMMENT.sub(_blank, TRANSLATED.sub(_blank, text))
    text = TAG_OR_VALUE.sub(_blank, text)
    for element in ELEMENT.finditer(text):
        for shown in SHOWN.finditer(element.group()):
            if WORD.search(shown.group(1) or shown.group(2) or ""):
                yield f"{_line(text, element.start())} is not translatable: {shown.group()}"
    shown_text = NAMES.sub("", ENTITY.sub("", ELEMENT.sub(_blank, text)))
    for number, line in enumerate(shown_text.splitlines(), 1):
        if WORD.search(line):
            yield f"{number} is not translatable: {line.strip()}"


def _blank(match: re.Match[str]) -> str:
    """Keep the lines, drop the rest."""
    return "\n" * match.group().count("\n")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
