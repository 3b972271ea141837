"""What is wrong with a file that is no YAML, in the words of those who write it by hand."""

from __future__ import annotations

import yaml
from django.utils.translation import gettext_lazy as _

# What the library says of a fault, by how it begins, and what it mostly is in a checklist.
SENTENCES = (
    ("found character '\\t'", _("A tab stands here. Set lines in with spaces alone.")),
    (
        "found character ",
        _("A text that begins with @, % or ` needs quotation marks around it."),
    ),
    (
        "mapping values are not allowed",
        _(
            "A colon stands where none can. A text with a colon and a space after it needs quotation marks around it; "
            "otherwise the line is set in further, or less far, than the others of its kind."
        ),
    ),
    (
        "could not find expected ':'",
        _("The line is no “name: value”, and no item of a list that begins with a hyphen."),
    ),
    (
        "expected ',' or",
        _(
            "A closing bracket is missing, or a text between brackets needs quotation marks around it: one that has a "
            "comma, a question mark, a bracket, or a colon with a space after it."
        ),
    ),
    (
        "expected <block end>",
        _(
            "The line is set in further, or less far, than the others of its kind; or a text goes on after its closing "
            "quotation mark, which may be that of a text further up."
        ),
    ),
    ("found unexpected end of stream", _("A quotation mark that opens is never closed.")),
    ("found undefined alias", _("A text that begins with * needs quotation marks around it.")),
    ("but found another document", _("A line of three hyphens begins a second document: take it out.")),
)
OTHERWISE = _("This is no YAML: %(fault)s. Does a text need quotation marks around it?")
BEGUN = _("What is not ended begins in line %(line)s.")
CHARACTER = _("It has a character that cannot stand in a text (U+%(code)04X): take it out.")


def yaml_fault(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """Return the line of the fault, 0 when it has none, and what is wrong, with what mends it."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, CHARACTER % {"code": ord(text[error.position])}
    if not isinstance(error, yaml.MarkedYAMLError):
        return 0, OTHERWISE % {"fault": error}
    fault = str(error.problem or error.context)
    known = (sentence for beginning, sentence in SENTENCES if fault.startswith(beginning))
    sentence = str(next(known, OTHERWISE % {"fault": fault}))
    at, begun = error.problem_mark or error.context_mark, error.context_mark
    if at and begun and begun.line < at.line and fault.startswith(("expected ','", "found unexpected end")):
        sentence = f"{sentence} {BEGUN % {'line': begun.line + 1}}"
    return (at.line + 1 if at else 0), sentence
