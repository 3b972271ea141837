"""The roles that a person can be granted. `partnerships/domain/permissions.py` says what each may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A role that is granted to a user for one service or for all."""

    OFFICER = "officer", _("Officer")
    MANAGER = "manager", _("Manager")
    LEGAL = "legal", _("Legal adviser")
    SECRETARY = "secretary", _("Board secretary")
    MONITORING = "monitoring", _("Monitoring officer")
    EDITOR = "editor", _("Checklist editor")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")

    @property
    def holder(self) -> str:
        """Somebody with the role, as sentences name them: "a legal adviser"."""
        return str(_HOLDERS[self])


# Whole, because other languages build these from the label in other ways.
_HOLDERS = {
    Role.OFFICER: _("an officer"),
    Role.MANAGER: _("a manager"),
    Role.LEGAL: _("a legal adviser"),
    Role.SECRETARY: _("a board secretary"),
    Role.MONITORING: _("a monitoring officer"),
    Role.EDITOR: _("a checklist editor"),
    Role.AUDITOR: _("an auditor"),
    Role.ADMIN: _("an administrator"),
}

# Checklists, people and settings are the whole council's, and so is its monitoring officer, who refers cases to whoever
# decides: these roles are granted for all services or not at all.
COUNCIL_WIDE = (Role.MONITORING, Role.EDITOR, Role.ADMIN)
# The roles that can confirm an answer: their holders see a case before it is endorsed, and are not its authors.
CONFIRMING_ROLES = (Role.MANAGER, Role.LEGAL, Role.MONITORING)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a user holds now, for one service or, without a `service_id`, for all.

    `absent_id` and `absent_name` are those of the manager for whom a deputy has it, while the absence lasts.
    """

    role: Role
    service_id: int | None = None
    absent_id: int | None = None
    absent_name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the holder was granted it: not that of a manager for whom they stand in."""
        return self.absent_id is None

    def covers(self, service_id: int | None) -> bool:
        """Whether the grant covers that service; None stands for all services, which only a grant for all covers."""
        return self.service_id is None or self.service_id == service_id
