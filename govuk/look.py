"""The words in which a form says how its fields look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Look:
    """How one field looks. A form keeps them by field name in its attribute `looks`; a field without one looks plain.

    Label, hint and options are Django's own `label`, `help_text` and `choices`; an empty label gives no fieldset.
    """

    size: Literal["", "s", "m", "l", "xl"] = ""
    """How large the label or legend is."""
    heading: bool = False
    """The label or legend is the page's h1."""
    hidden_label: bool = False
    """The label is there for screen readers alone."""
    width: str = ""
    """Width of an input: characters ("2", "3", "4", "5", "10", "20", "30") or a share ("one-half", "two-thirds")."""
    rows: int | None = None
    """Height of a text area, in lines."""
    count: int | None = None
    """Most characters of a text area: counted as they are typed. The field's `max_length` is what refuses more."""
    threshold: int | None = None
    """Show the count only after this percentage of it is used."""
    prefix: str = ""
    """Shown before an input, such as the pound sign."""
    suffix: str = ""
    """Shown after an input, such as "per year"."""
    inline: bool = False
    """Radios beside one another: for two short options."""
    small: bool = False
    """Small radios or checkboxes: for filters."""
    option_hints: Mapping[str, str] = field(default_factory=dict)
    """Hint by option value."""
    dividers: Mapping[str, str] = field(default_factory=dict)
    """Text that parts the option of that value from those before it, such as "or"."""
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the form's fields that belong to an option: shown below it, when it is chosen and always without JS."""
    exclusive: frozenset[str] = frozenset()
    """Values of checkboxes that clear the others, such as "none of these"."""
