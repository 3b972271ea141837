"""How the fields of a form look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Look:
    """How one field looks. The attribute `looks` of a form maps field names to these; a field without one has defaults.

    Label, hint and options are Django's own `label`, `help_text` and `choices`; an empty label gives no fieldset.
    """

    size: Literal["", "s", "m", "l", "xl"] = ""
    """The size of the label or legend."""
    heading: bool = False
    """Whether the label or legend is the h1 of the page."""
    hidden_label: bool = False
    """Whether the label is for screen readers only."""
    optional: bool = False
    """Whether the label says that the field may be left blank."""
    width: str = ""
    """Width of an input: characters ("2", "3", "4", "5", "10", "20", "30") or a share ("one-half", "two-thirds")."""
    rows: int | None = None
    """Height of a text area, in lines."""
    count: int | None = None
    """The limit that the counter of a text area shows. The `max_length` of the field refuses longer texts."""
    threshold: int | None = None
    """The percentage of the limit from which the count is shown."""
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
    """Text between the option of that value and the one before it, such as "or"."""
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of fields that are shown below an option while it is chosen; without JavaScript, always."""
    exclusive: frozenset[str] = frozenset()
    """Values of checkboxes that clear the others, such as "none of these"."""
