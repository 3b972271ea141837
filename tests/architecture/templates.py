"""What a template may not do; what it looks like is djlint's business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

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
    "runs a script in the page": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\bhx-on\b|javascript:", re.I),
    "styles an element by hand": re.compile(r"\sstyle=|<style\b", re.I),
    "loads from another origin": re.compile(r"""<(?!a\s)[^>]*\b(?:src|href|action)=["'](?:https?:)?//""", re.I),
    "uses an old name of a tag": re.compile(r"{%\s*(?:trans|blocktrans|endblocktrans)\s"),
}
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
