"""Print `docs/workflow.md` from the tables of the domain."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from partnerships.domain.permissions import PERMISSIONS_OF, Permission
from partnerships.domain.workflow import EDITABLE, TRANSITIONS, State, Transition

PAGE = """# Workflow

Generated from `partnerships/domain/workflow.py` and `access.py` by `manage.py print_workflow`: change the tables, not this page.

```mermaid
{diagram}```

Answers can be changed while the assessment is: {editable}.

| change | from | to | permission | who | reason |
|---|---|---|---|---|---|
{transitions}

## Roles and permissions

On a case, the officer's column is that of its lead and contributors. Nobody uses the permissions of two columns on one case.
Only the lead withdraws, and names people after the case was submitted.

| permission | {roles} |
|---|{rule}|
{permissions}
"""


class Command(BaseCommand):
    help = "Print docs/workflow.md: the states of an assessment, and who may do what."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        with override("en-gb"):
            self.stdout.write(workflow_page(), ending="")


def workflow_page() -> str:
    """Return the page as Markdown."""
    return PAGE.format(
        diagram=mermaid(),
        editable=", ".join(str(state.label) for state in State if state in EDITABLE),
        transitions="\n".join(_transition(transition) for transition in TRANSITIONS.values()),
        roles=" | ".join(str(role.label) for role in PERMISSIONS_OF),
        rule="|".join("---" for _role in PERMISSIONS_OF),
        permissions="\n".join(
            _row(f"`{permission}`", *("yes" if permission in granted else "" for granted in PERMISSIONS_OF.values()))
            for permission in Permission
        ),
    )


def _transition(transition: Transition) -> str:
    sources = ", ".join(str(source.label) for source in transition.sources)
    targets = " or ".join(str(target.label) for target in transition.targets)
    who = ", ".join(str(role.label) for role, granted in PERMISSIONS_OF.items() if transition.permission in granted)
    reason = "required" if transition.needs_reason else ""
    return _row(transition.label, sources, targets, f"`{transition.permission}`", who, reason)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def mermaid() -> str:
    """Return the table as a Mermaid state diagram with one transition in each line."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT.value}"]
    lines += [
        f"    {source.value} --> {target.value}: {transition.name}"
        for transition in TRANSITIONS.values()
        for source in transition.sources
        for target in transition.targets
    ]
    ends = [state for state in State if not any(state in transition.sources for transition in TRANSITIONS.values())]
    return "\n".join(lines + [f"    {state.value} --> [*]" for state in ends]) + "\n"
