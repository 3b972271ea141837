"""People at their browsers and commands of the server, each a process of its own, on the database of DATABASE_URL.

The argument is JSON: rounds, one after another; each is a list of acts, done at once by as many processes. An act is
the name of one of ACTS and its words; those that begin with "found" say how things stand. Each process gets ready,
waits for all others of its round, and acts. The output is JSON: what each act of each round got. The cases are those
that `busy_cases.prepare` makes.
"""

from __future__ import annotations

import faulthandler
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.synchronize import Barrier
from typing import Any

import django

Act = list[str]
KEY = "purpose-and-need"
PASSWORD = "correct horse battery"
# A process that has not acted after so many seconds prints what it is doing, and ends.
SECONDS = 400


def save(name: str, case: str, times: str) -> list[int]:
    """Add a word to the same answer again and again; told that another version stands, keep both and save again."""
    from partnerships.models import Answer

    client, statuses = _client_of(name), []
    for number in range(int(times)):
        row = Answer.objects.get(assessment=int(case))
        text, revision = row.reason, row.revision
        while True:
            typed = {
                "purpose-and-need-option": "yes",
                "purpose-and-need-reason": f"{text} {name}-{number}",
                "purpose-and-need-revision": revision,
            }
            response = client.post(f"/assessments/{case}/questions/{KEY}/", typed)
            statuses.append(response.status_code)
            if response.status_code != 409:
                break
            current = response.context["asked"].conflict.current
            text, revision = current.reason, current.revision
    return statuses


def submit(name: str, case: str) -> list[int]:
    """Submit the case for review."""
    return [_client_of(name).post(f"/assessments/{case}/submit/").status_code]


def issue(name: str, case: str) -> list[Any]:
    """Issue the report as it stood before the word to start; return the status and what the page says of a refusal."""
    from partnerships.models import Assessment
    from tests import factories

    seen = factories.tokens_of(Assessment.objects.with_partnership().get(pk=case))
    response = _client_of(name).post(f"/assessments/{case}/issue/", {**seen, "has_read_public": "on"})
    refusal = response.context.get("refusal", "") if response.context else ""
    return [response.status_code, refusal]


def decide(name: str, case: str, minute: str) -> list[Any]:
    """Record a decision under that minute, in a transaction that goes on for a while; return the status and the page."""
    from django.db import connection
    from django.utils import timezone

    from partnerships.models import ReportIssue
    from tests import days

    def slowly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "partnerships_decision"'):
            time.sleep(1)
        return done

    issue = ReportIssue.objects.select_related("assessment").get(assessment=int(case))
    typed = {
        "version_token": f"{issue.number} {issue.assessment.state_changed_at.isoformat()}",
        "rows": "1",
        "result": "approved",
        **days.boxes("decided_on", timezone.localdate()),
        "meeting": "Cabinet",
        "minute_reference": minute,
        "reasons": "It saves money.",
        "alternatives_rejected": "Doing it alone.",
        "has_interests": "none",
        "checked": "yes",
    }
    client = _client_of(name)
    with connection.execute_wrapper(slowly):
        response = client.post(f"/assessments/{case}/decide/", typed)
    return [response.status_code, response.content.decode()]


def found_decisions(minute: str) -> int:
    """Return how many decisions have that minute."""
    from partnerships.models import Decision

    return Decision.objects.filter(minute_reference=minute).count()


def close_account(name: str, other: str) -> list[int]:
    """Close the other administrator's account on its page."""
    from accounts.models import User

    page = f"/people/{User.objects.get(full_name=other).pk}/close/"
    return [_client_of(name).post(page, {"reason": "Has left."}).status_code]


def close_row(name: str) -> list[str]:
    """Close the account as SQL would, in a transaction that goes on for a while."""
    from django.db import IntegrityError, transaction

    from accounts.models import User

    ready()
    try:
        with transaction.atomic():
            User.objects.filter(full_name=name).update(is_active=False)
            time.sleep(1)
    except IntegrityError:
        return ["refused"]
    return ["closed"]


def sign_in(name: str, times: str) -> list[int]:
    """Sign in with the password, and out, again and again; return the statuses."""
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts.models import User

    setup_test_environment()
    user = User.objects.get(full_name=name)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    ready()
    statuses = []
    for _each in range(int(times)):
        client = Client()
        statuses += [client.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code]
        statuses += [client.post("/sign-out/").status_code]
    return statuses


def found_account_trail() -> list[Any]:
    """Return how many events the trail of accounts has, of which kinds, and what is wrong with it."""
    from accounts.models import AccountEvent
    from partnerships.selectors.account_trail import walk_account_trail

    walk = walk_account_trail()
    kinds = list(AccountEvent.objects.values_list("kind", flat=True))
    return [walk.what, walk.events, {kind: kinds.count(kind) for kind in kinds}]


def add_group(name: str) -> str:
    """Let a group give a role by that administrator's hand."""
    from django.core.exceptions import ValidationError

    from accounts.actions.group_roles import add_group_role
    from accounts.models import User
    from accounts.roles import Role

    by = User.objects.get(full_name=name)
    ready()
    try:
        add_group_role(by=by, group="g-managers", role=Role.MANAGER)
    except ValidationError as refusal:
        return refusal.messages[0]
    return "added"


def found_admins() -> list[str]:
    """Return the names of those who administer; accounts that were closed are opened again."""
    from accounts.models import RoleGrant, User

    names = list(RoleGrant.objects.administering().values_list("user__full_name", flat=True))
    User.objects.filter(full_name__in=["ada", "ben"], closed_at=None).update(is_active=True)
    return names


def treat(name: str, case: str, text: str) -> list[Any]:
    """Treat the concern of the case, as the page showed it before the word to start; return the status and the page."""
    from tests.filled_forms import fields_of

    path = f"/assessments/{case}/questions/{KEY}/treat/"
    client = _client_of(name, before=lambda own: own.get(path).content.decode())
    shown = fields_of(client.shown, path)
    response = client.post(path, {**shown, "kind": "justified", "why": text})
    return [response.status_code, response.content.decode()]


def found_treatments(case: str) -> list[str]:
    """Return what was ever said of concerns of the case."""
    from partnerships.models import Treatment

    return list(Treatment.objects.filter(assessment=int(case)).values_list("text", flat=True))


def start(name: str, partnership: str, token: str) -> list[Any]:
    """Start a partnership of that name; return the status and where it leads, or the page."""
    typed = {"name": partnership, "purpose": "One store.", "decision_sought": "enter", "form_token": token}
    response = _client_of(name).post("/partnerships/new/", typed)
    return [response.status_code, response.headers.get("Location") or response.content.decode()]


def name_checklist(name: str, slug: str, title: str) -> list[Any]:
    """Start a checklist, in a transaction that goes on for a while; return "started", or what the refusal says."""
    from django.db import transaction

    from accounts.actions.validation import InvalidError
    from accounts.models import User
    from checklists.actions import start_checklist

    ready()
    try:
        with transaction.atomic():
            start_checklist(slug=slug, title=title, source="", number="1.0", by=User.objects.get(full_name=name))
            time.sleep(1)
    except InvalidError as refused:
        return [str(refused)]
    return ["started"]


def attach(name: str, case: str, token: str) -> list[Any]:
    """Attach a file to the case; return the status and where it leads."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("minutes.txt", b"Agreed.")
    typed = {"title": "Minutes", "kind": "file", "file": file, "form_token": token}
    response = _client_of(name).post(f"/assessments/{case}/questions/{KEY}/evidence/", typed)
    return [response.status_code, response.headers.get("Location")]


def found_started(partnership: str, case: str) -> list[int]:
    """Return how many partnerships have the name, and how much evidence the case has."""
    from partnerships.models import Evidence, Partnership

    evidence = Evidence.objects.filter(assessment=int(case))
    return [Partnership.objects.filter(name=partnership).count(), evidence.count()]


def found_issues(case: str) -> dict[str, Any]:
    """Return what was issued of the case."""
    from partnerships.models import Assessment, Event, IssueEdition

    issues = Assessment.objects.get(pk=case).issues
    return {
        "numbers": list(issues.values_list("number", flat=True)),
        "editions": IssueEdition.objects.filter(issue__assessment=int(case)).count(),
        "events": Event.objects.filter(assessment=int(case), kind="issued").count(),
    }


def found(case: str) -> dict[str, Any]:
    """Return how the case stands."""
    from partnerships.models import Answer, Assessment, Event

    row = Answer.objects.get(assessment=int(case))
    kinds = list(Event.objects.filter(assessment=int(case)).values_list("kind", flat=True))
    counts = {"saves": kinds.count("answered"), "submissions": kinds.count("submitted")}
    state = Assessment.objects.get(pk=case).state
    return {"words": row.reason.split(), "revision": row.revision, "state": state, **counts}


def use_limit(times: str, most: str) -> int:
    """Use the same limit again and again; return how often there was some left."""
    from datetime import UTC, datetime

    from accounts.actions import limits

    ready()
    ends_at = datetime(2100, 1, 1, tzinfo=UTC)
    return sum(
        limits.use_limit(limit="exports", whose="all", ends_at=ends_at, amount=1, most=int(most))
        for _each in range(int(times))
    )


def command(name: str, *words: str) -> None:
    """Run a command of manage.py."""
    from django.core.management import call_command

    ready()
    call_command(name, *words)


def _client_of(name: str, before: Callable[[Any], str] = lambda _client: "") -> Any:
    """Sign in, look at a page (`shown`), and wait until the others are ready."""
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts.models import User

    # It lets the client see what a page was made of.
    setup_test_environment()
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(full_name=name))
    client.shown = before(client)  # type: ignore[attr-defined]  # what the act sends back
    ready()
    return client


ACTS: dict[str, Callable[..., Any]] = {
    "save": save,
    "submit": submit,
    "issue": issue,
    "use_limit": use_limit,
    "treat": treat,
    "found_treatments": found_treatments,
    "start": start,
    "attach": attach,
    "name_checklist": name_checklist,
    "found_started": found_started,
    "command": command,
    "decide": decide,
    "found_decisions": found_decisions,
    "close_row": close_row,
    "close_account": close_account,
    "add_group": add_group,
    "found_admins": found_admins,
    "sign_in": sign_in,
    "found_account_trail": found_account_trail,
    "found": found,
    "found_issues": found_issues,
}
START: list[Barrier] = []


def ready() -> None:
    """Wait until all processes of the round are."""
    START[0].wait(300)


def act(words: Act) -> Any:
    return ACTS[words[0]](*words[1:])


def at_once(acts: list[Act]) -> list[Any]:
    """Let as many processes act; return what each got. A process that waits for the others takes no second act.

    One that ends without an answer fails the round. None is asked by a signal to end: a command may keep signals for
    itself, as `db_worker` does, and a process that waits for a lock may never look at them.
    """
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(acts))
    with ProcessPoolExecutor(len(acts), context, initializer=_begin, initargs=(start,)) as pool:
        try:
            return list(pool.map(act, acts))
        except BrokenProcessPool:
            for process in multiprocessing.active_children():
                process.kill()
            raise


def _begin(start: Barrier) -> None:
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    START.append(start)


if __name__ == "__main__":
    django.setup()
    # What each process would import again is imported before they part.
    from django.urls import get_resolver

    from tests import factories  # noqa: F401 - for what it imports

    get_resolver().url_patterns  # noqa: B018 - it imports the views
    sys.stdout.write(json.dumps([at_once(acts) for acts in json.loads(sys.argv[1])]) + "\n")
