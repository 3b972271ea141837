"""manage.py import_checklist and export_checklist: files in, drafts out, and back, with nothing lost and nothing half."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.files import write_checklist
from checklists.models import Checklist, Question, Version, VersionState
from checklists.spec import digest, specs_in
from tests import factories
from tests.specs import FIXTURE, SPEC

pytestmark = pytest.mark.django_db

Imports = Callable[..., str]


def export(*arguments: str) -> str:
    out = StringIO()
    call_command("export_checklist", "partnership-readiness", *arguments, stdout=out)
    return out.getvalue()


def publish(by: User) -> str:
    out = StringIO()
    call_command("publish_checklist", "partnership-readiness", "1.1", "--by", by.email, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def second_editor() -> User:
    return factories.person("Edgar Editor", Role.EDITOR)


@pytest.fixture
def imports(tmp_path: Path, editor: User) -> Imports:
    """Import a text as a file and return what the command prints."""

    def run(text: str | bytes, *, by: str = "") -> str:
        file = tmp_path / "checklist.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = StringIO()
        call_command("import_checklist", str(file), "--by", by or editor.email, stdout=out)
        return out.getvalue().strip()

    return run


def as_version(number: str, text: str = "") -> str:
    return (text or write_checklist(SPEC)).replace("version: '1.0'", f"version: '{number}'", 1)


def test_an_export_is_imported_as_the_same_draft(imports: Imports, editor: User) -> None:
    said = imports(as_version("1.1", export("1.0")))
    draft = Version.objects.get(pk="partnership-readiness/1.1")
    assert (draft.state, draft.drafted_by) == (VersionState.DRAFT, editor)
    assert said == (
        "Draft partnership-readiness/1.1 has 18 questions, as in the file. "
        "Read it at /checklists/partnership-readiness/1.1/draft/\n"
        "Nothing stands in the way of publishing it. Another editor does that: "
        "manage.py publish_checklist partnership-readiness 1.1 --by EMAIL"
    )
    assert export("1.1") == as_version("1.1", export("1.0"))


def test_importing_an_export_again_changes_nothing(imports: Imports) -> None:
    imports(as_version("1.1"))
    before = export("1.1")
    imports(before)
    assert export("1.1") == before
    assert Question.objects.filter(version="partnership-readiness/1.1").count() == 18


def test_a_draft_is_replaced_by_the_next_import(imports: Imports, editor: User, second_editor: User) -> None:
    actions.start_draft(checklist=Checklist.objects.get(), number="1.1", by=second_editor, source=factories.published())
    imports(as_version("1.1").replace("title: Customers consulted", "change: editorial\n    title: What customers say"))
    draft = Version.objects.get(pk="partnership-readiness/1.1")
    assert draft.read().by_key["customers-consulted"].title == "What customers say"
    assert draft.drafted_by == editor
    with pytest.raises(CommandError, match=r"A second editor publishes .* Name a checklist editor who .* with --by\."):
        publish(editor)
    assert publish(second_editor) == (
        f"Published partnership-readiness/1.1 with the digest {digest(draft.read())}. "
        "New cases start on it from now on."
    )


def test_publishing_a_lower_number_says_on_which_version_cases_start(
    imports: Imports, second_editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    imports(as_version("1.1"))
    publish(second_editor)
    imports(as_version("1.0.5"))
    call_command("publish_checklist", "partnership-readiness", "1.0.5", "--by", second_editor.email)
    assert "New cases go on starting on version 1.1, which has a higher number." in capsys.readouterr().out


def test_a_draft_with_problems_is_not_published(imports: Imports, second_editor: User) -> None:
    imports(as_version("1.1").replace("title: Customers consulted", "title: ''"))
    with pytest.raises(CommandError, match="was not published") as refused:
        publish(second_editor)
    assert "G8 customers-consulted: The question has no title." in str(refused.value)


def test_a_new_checklist_begins_with_its_first_file(imports: Imports) -> None:
    imports(
        write_checklist(SPEC).replace("partnership-readiness", "exit").replace("title: Partnership r", "title: R", 1)
    )
    assert Version.objects.get(pk="exit/1.0").checklist.title == "Readiness"


def test_what_must_be_mended_is_said_and_the_draft_is_there(imports: Imports) -> None:
    text = as_version("1.1").replace("title: Customers consulted", "change: editorial\n    title: ''")
    line = text[: text.index("- code: G8")].count("\n") + 1
    said = imports(text)
    assert said.splitlines()[0] == f"line {line}: G8 customers-consulted: The question has no title."
    assert said.endswith("Before it can be published, mend 1, listed above, and import the file again.")
    assert Version.objects.filter(pk="partnership-readiness/1.1").exists()


REFUSED = [
    (write_checklist(SPEC), "is published, and the file says the same: nothing to read."),
    (
        write_checklist(SPEC).replace("title: Customers consulted", "title: What customers say"),
        "is published and never changes: give the file a new version number",
    ),
    (as_version("1.1").replace("title: Partnership readiness", "title: Other", 1), "give the file that title"),
    (as_version("1.1").replace("code: G8", "code: G8 and more"), "has 11 characters; at most 10 are kept."),
    (as_version("1.1").replace("code: G8", "code: G7"), "The question code “G7” is used twice."),
    (as_version("1.1")[:9_000], "line "),
    (as_version("1.1").replace("    tips: [T2]", "    weight: 3\n    tips: [T2]", 1), "“weight” is no field that"),
    (b"\xff\xfe", "line 1: The file is not text in UTF-8: from here on it cannot be read. Save it with the encoding"),
    (
        as_version("1.1").replace("Customers consulted", "C" * 201),
        "Its title has 201 characters; at most 200 are kept.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[sentence for _text, sentence in REFUSED])
def test_a_file_that_is_refused_changes_nothing(text: str | bytes, sentence: str, imports: Imports) -> None:
    before = list(Version.objects.values()), list(Checklist.objects.values())
    with pytest.raises(CommandError) as refused:
        imports(text)
    assert sentence in str(refused.value)
    assert (list(Version.objects.values()), list(Checklist.objects.values())) == before


def test_what_cannot_be_kept_is_said_with_its_line(imports: Imports) -> None:
    text = as_version("1.1").replace("risks: [", "risks: [R99, ", 1)
    # The line of the question: what the linter finds in its texts stands in several.
    line = text[: text.index("- code: G1\n")].count("\n") + 1
    with pytest.raises(CommandError, match=rf"\nline {line}: G1 [a-z-]+: It raises the risk R99, which does not exist"):
        imports(text)


def test_what_nobody_decided_is_said_with_what_the_file_can_say(imports: Imports) -> None:
    said = imports(as_version("1.1").replace("title: Customers consulted", "title: What customers say"))
    assert "G8 customers-consulted: Its words are others than in version 1.0" in said
    assert "Write “change: editorial” or “change: meaning” with it, or decide it in the browser." in said


def test_a_draft_that_is_there_stays_when_its_next_file_is_refused(imports: Imports) -> None:
    imports(as_version("1.1"))
    before = export("1.1")
    with pytest.raises(CommandError):
        imports(as_version("1.1").replace("code: G8", "code: G7"))
    assert export("1.1") == before


def test_only_editors_import(imports: Imports, manager: User) -> None:
    with pytest.raises(CommandError, match="Only a checklist editor may do this"):
        imports(as_version("1.1"), by=manager.email)
    with pytest.raises(CommandError, match=r"Nobody signs in as nobody@marlshire\.example"):
        imports(as_version("1.1"), by="nobody@marlshire.example")


def test_a_file_that_is_not_there(editor: User) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.yaml cannot be opened: No such file"):
        call_command("import_checklist", "nowhere.yaml", "--by", editor.email)


def test_the_shipped_fixture_is_what_is_exported(tmp_path: Path) -> None:
    assert export("1.0", "--fixture") == FIXTURE.read_text()


def test_a_fixture_of_a_draft_can_be_shipped(imports: Imports) -> None:
    imports(as_version("1.1"))
    rows = json.loads(export("1.1", "--fixture"))
    fields = rows[-1]["fields"]
    assert (fields["state"], fields["published_by"]) == ("published", None)
    assert fields["digest"] == digest(specs_in(rows)["partnership-readiness/1.1"])


def test_a_version_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(
        CommandError, match=r"no version partnership-readiness/7\.0\. There are: partnership-readiness/1"
    ):
        export("7.0")
