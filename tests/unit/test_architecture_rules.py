"""The rules of the architecture find what they are for: each is shown a module or a template that breaks it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from tests.architecture import content, layers, repository, sizes, tables, templates, writes
from tests.architecture.source import ROOT, Module

# A tree that breaks the contracts of pyproject.toml: each importer, what it imports, and the contract that forbids it.
FORBIDDEN = [
    ("govuk.fields", "accounts.models", "Apps import one way"),
    ("accounts.models", "partnerships.models.flag", "Apps import one way"),
    ("checklists.models", "config.settings", "Apps import one way"),
    ("partnerships.presenters.tasks", "verification.verdict", "Apps import one way"),
    ("partnerships.emails.outbox", "operations.models", "Apps import one way"),
    ("verification.verify", "operations.selectors", "Apps import one way"),
    ("partnerships.domain.flags", "partnerships.models.flag", "Layers import one way in each app"),
    ("partnerships.models.trail", "partnerships.selectors.lists", "Layers import one way in each app"),
    ("partnerships.selectors.lists", "partnerships.snapshot.record", "Layers import one way in each app"),
    ("partnerships.reports.pdf", "partnerships.actions.moves", "Layers import one way in each app"),
    ("partnerships.emails.outbox", "partnerships.actions.moves", "Layers import one way in each app"),
    ("partnerships.actions.board", "partnerships.forms.board", "Layers import one way in each app"),
    ("partnerships.forms.review", "partnerships.presenters.tasks", "Layers import one way in each app"),
    ("accounts.actions.roles", "accounts.guards", "Layers import one way in each app"),
    ("partnerships.views.board", "accounts.views", "Only urls and the admin import views"),
    ("partnerships.management.commands.report", "partnerships.views.issues", "Only urls and the admin import views"),
    ("partnerships.views.trail", "checklists.triggers", "Only migrations import triggers"),
    (
        "verification.verify",
        "partnerships.management.commands.load_demo",
        "Nothing imports what Django finds by its place",
    ),
    ("partnerships.views.lists", "partnerships.templatetags.flags", "Nothing imports what Django finds by its place"),
]
ALLOWED = [
    ("verification.verify", "partnerships.selectors.issues"),
    ("operations.management.commands.run_daily", "partnerships.actions.rounds"),
    ("partnerships.urls", "partnerships.views.board"),
    ("partnerships.migrations.first", "checklists.triggers"),
    ("accounts.migrations.first", "accounts.triggers"),
    ("checklists.triggers", "accounts.triggers"),
    ("partnerships.views.review", "partnerships.actions.moves"),
    ("partnerships.actions.moves", "partnerships.emails.outbox"),
    ("partnerships.models.flag", "partnerships.domain.flags"),
    ("checklists.spec.words", "accounts.roles"),
    ("operations.actions.backup", "partnerships.selectors.evidence"),
]


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What import-linter says of that tree: its words by the name of the contract."""
    folder = tmp_path_factory.mktemp("tree")
    for importer, imported in [
        *((first, second) for first, second, _ in FORBIDDEN),
        *ALLOWED,
        ("accounts.helpers", ""),
    ]:
        for name in (importer, imported):
            path = folder.joinpath(*name.split("."))
            path.parent.mkdir(parents=True, exist_ok=True)
            for package in path.relative_to(folder).parents:
                (folder / package / "__init__.py").touch()
            if name:
                path.with_suffix(".py").touch()
        if imported:
            with folder.joinpath(*importer.split(".")).with_suffix(".py").open("a") as module:
                module.write(f"import {imported}\n")
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo"]
    said = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert said.returncode == 1, said.stdout + said.stderr
    _, *parts = re.split(r"^(.+)\n-+\n", said.stdout.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("importer", "imported", "contract"), FORBIDDEN)
def test_a_broken_contract_is_found(verdict: dict[str, str], importer: str, imported: str, contract: str) -> None:
    assert f"{importer} -> {imported}" in verdict[contract]


@pytest.mark.parametrize(("importer", "imported"), ALLOWED)
def test_a_kept_contract_is_not(verdict: dict[str, str], importer: str, imported: str) -> None:
    assert not [contract for contract, said in verdict.items() if f"{importer} -> {imported}" in said]


def test_a_module_without_a_layer_is_found(verdict: dict[str, str]) -> None:
    assert "accounts.helpers" in verdict["Layers import one way in each app"]


def distribution(folder: Path, metadata: str) -> Distribution:
    """An installed distribution with that metadata."""
    folder = folder / f"{len(list(folder.iterdir()))}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\n{metadata}")
    return PathDistribution(folder)


@pytest.mark.parametrize(
    ("path", "line", "problem"),
    [
        ("partnerships/domain/x.py", "from django.utils import timezone", "the domain imports django.utils.timezone"),
        ("partnerships/domain/x.py", "from accounts.models import User", "domain imports"),
        ("partnerships/models/x.py", "from checklists.actions import publish", "data imports"),
        ("partnerships/models/x.py", "from django.http import HttpRequest", "which is for the edges"),
        ("partnerships/selectors/x.py", "from accounts.actions.mail_choice import choose_mail", "reads imports"),
        ("partnerships/reports/x.py", "from govuk import component", "reads imports"),
        ("partnerships/actions/x.py", "from accounts.guards import signed_in", "writes imports"),
        ("partnerships/presenters/x.py", "from django.http import HttpRequest", "a presenter imports"),
        ("partnerships/presenters/x.py", "from django.shortcuts import render", "a presenter imports"),
        ("partnerships/views/x.py", "from tests.factories import UserFactory", "edges imports"),
        ("config/urls.py", "from accounts.models import User", "config imports"),
    ],
)
def test_an_import_that_is_not_for_the_layer_is_found(path: str, line: str, problem: str) -> None:
    found = list(layers.wrong_imports(Module(path, f"def inner():\n    {line}")))
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("partnerships/domain/x.py", "from django.db.models import TextChoices"),
        ("partnerships/domain/x.py", "from checklists.spec.words import Severity"),
        ("partnerships/presenters/x.py", "from django.http import QueryDict"),
        ("partnerships/views/x.py", "from accounts import guards"),
        ("config/urls.py", "from accounts import admin"),
    ],
)
def test_an_import_that_is_for_the_layer_is_not(path: str, line: str) -> None:
    assert list(layers.wrong_imports(Module(path, line))) == []


@pytest.mark.parametrize(
    "line",
    [
        "form.save()",
        "Answer.objects.create(option=None)",
        "rows = list(Answer.objects.filter(pk=1).update(option=None))",
        "assessment.answers.all().delete()",
        "Flag.objects.bulk_create(flags)",
    ],
)
def test_a_write_outside_actions_is_found(line: str) -> None:
    assert len(list(writes.writes(Module("partnerships/views/x.py", line)))) == 1
    assert list(writes.writes(Module("partnerships/actions/x.py", line))) == []


def test_a_next_without_a_default_is_found() -> None:
    assert len(list(writes.unchecked_next(Module("partnerships/views/x.py", "row = next(iter(rows))")))) == 1
    assert list(writes.unchecked_next(Module("partnerships/views/x.py", "row = next(iter(rows), None)"))) == []


def test_presenters_alone_hold_no_queries() -> None:
    line = "reasons = case.return_reasons.select_related('question')"
    assert len(list(writes.queries(Module("partnerships/presenters/x.py", line)))) == 1
    assert list(writes.queries(Module("partnerships/views/x.py", line))) == []


def test_a_dict_is_not_a_row() -> None:
    assert list(writes.writes(Module("partnerships/views/x.py", "context.update(a=1); names.add('b')"))) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (writes.save_overrides, "class Answer(Model):\n    def save(self, *args): ..."),
        (writes.signals, "from django.db.models.signals import post_save"),
        (writes.signals, "from django.dispatch import receiver"),
        (writes.environment, "import os\nDEBUG = os.environ.get('DEBUG')"),
        (writes.environment, "import os\nDEBUG = os.getenv('DEBUG')"),
        (writes.environment, "import environ"),
        (writes.raw_sql, "Answer.objects.raw('SELECT 1')"),
        (writes.raw_sql, "cursor.execute('SELECT 1')"),
        (writes.unescaped, "mark_safe(name)"),
        (writes.unfolded_orders, "User.objects.order_by('full_name')"),
        (writes.unfolded_orders, "ordering = ('-user__full_name',)"),
        (writes.plain_text_fields, "name = forms.CharField()"),
        (writes.days_at_import, "TODAY = timezone.localdate()"),
        (writes.days_at_import, "@parametrize('day', [date.today()])\ndef test(day): ..."),
        (writes.days_at_import, "def due(day=timezone.localdate()): ..."),
        (sizes.without_docstring, "def submit(): ..."),
        (sizes.long_functions, "def long():\n" + "    pass\n" * 40),
        (sizes.long_classes, "class Long:\n" + "    pass\n" * 150),
        (sizes.long_modules, "\n" * 401),
    ],
)
def test_a_rule_finds_what_it_is_for(rule: object, text: str) -> None:
    assert callable(rule)
    assert list(rule(Module("partnerships/forms/x.py", text)))


CONTENT = ["our-skills", "skills", "G1", "training_by"]


def test_reading_todays_date_in_a_function_is_fine() -> None:
    text = "def due():\n    return timezone.localdate()\n\nLATER = lambda: date.today()"
    assert list(writes.days_at_import(Module("partnerships/forms/x.py", text))) == []


def test_the_content_of_the_shipped_checklist_is_known() -> None:
    assert {"purpose-and-need", "skills", "G1", "L6", "duty_to_consult", "none_better"} <= content.names()
    assert not {"alternatives", "yes", "done"} & content.names()


@pytest.mark.parametrize(
    "text", ["our-skills", "skills", "question:our-skills", "skills.training_by", "Answer G1 first"]
)
def test_content_of_a_checklist_is_found(text: str) -> None:
    assert len(list(content.content_in_code(Module("partnerships/views/x.py", f"name = {text!r}"), CONTENT))) == 1
    assert len(list(content.content_in_template(f'{{% if key == "{text}" %}}', CONTENT))) == 1


@pytest.mark.parametrize("text", ["Which skills are there?", "G12", "our-skills-too"])
def test_other_words_are_no_content(text: str) -> None:
    assert list(content.content_in_code(Module("partnerships/views/x.py", f"name = {text!r}"), CONTENT)) == []
    assert list(content.content_in_template(f"<p>{text}</p>", CONTENT)) == []


def test_a_docstring_may_name_a_question() -> None:
    assert list(content.content_in_code(Module("x.py", 'def code():\n    """Such as G1."""'), CONTENT)) == []


def test_naming_the_settings_does_not_read_the_environment() -> None:
    text = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")'
    assert list(writes.environment(Module("manage.py", text))) == []


def test_views_and_pure_modules_have_lower_limits() -> None:
    view = "@guard\ndef page():\n" + "    pass\n" * 25
    assert list(sizes.long_functions(Module("partnerships/views/x.py", view)))
    assert not list(sizes.long_functions(Module("partnerships/forms/x.py", view)))
    assert list(sizes.long_modules(Module("partnerships/domain/x.py", "\n" * 151)))


def test_a_property_that_queries_is_found() -> None:
    text = "class Answer:\n    @property\n    def first(self): return self.evidence.all()"
    found = list(tables.querying_properties(Module("partnerships/models/x.py", text), {"evidence"}))
    assert len(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        "{{ answer.reason|safe }}",
        "{% autoescape off %}{{ name }}{% endautoescape %}",
        "{{ number|add:1 }}",
        "{% for row in case.answers.all %}{% endfor %}",
        '{% if role == "manager" %}{% endif %}',
        "<script>let a</script>",
        '<button onclick="go()">',
        '<p style="color: red">',
        '<img src="https://elsewhere.example/x.png">',
        '{% trans "Hello" %}',
        '<p class="govuk-body app-typed">\n  {{ reason }}</p>',
        '<p class="app-typed">{{ reason }}\n</p>',
    ],
)
def test_a_template_that_does_more_than_show_is_found(text: str) -> None:
    assert len(list(templates.forbidden(text))) == 1


@pytest.mark.parametrize("text", ["<p>Hello</p>", '<img alt="A picture">', "{% if a %}Yes{% endif %}"])
def test_words_that_no_translator_sees_are_found(text: str) -> None:
    assert len(list(templates.untranslated(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://elsewhere.example/">{% translate "Elsewhere" %}</a>',
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
        '<p class="govuk-body">{{ name }}&nbsp;–</p>',
        '<p class="app-typed">{{ name }}</p>\n<p>{{ reason }}\n</p>',
        "{# why #}<!-- why -->",
    ],
)
def test_what_can_be_translated_is_not(text: str) -> None:
    assert list(templates.untranslated(text)) == []
    assert list(templates.forbidden(text)) == []


def test_a_long_line_of_a_page_is_found(tmp_path: Path) -> None:
    page, email = tmp_path / "page.html", tmp_path / "email.txt"
    for path in (page, email):
        path.write_text("-" * 120 + "\n" + "-" * 121)
    assert list(sizes.long_template(page)) == [f"{page}:2 has 121 characters; 120 is the limit"]
    assert list(sizes.long_template(email)) == []
    page.write_text("\n" * 121)
    assert list(sizes.long_template(page)) == [f"{page} has 121 lines; 120 is the limit"]


LONG_PARTIAL = "{% load i18n %}\n<p>\n  {{ name }}\n</p>\n"


@pytest.mark.parametrize(
    ("name", "text", "page"),
    [
        ("partnerships/board.html", LONG_PARTIAL, ""),
        ("partnerships/board/form.html", LONG_PARTIAL, '{% include "partnerships/board/form.html" %}'),
        ("partnerships/board/_form.html", LONG_PARTIAL, ""),
        ("reports/_name.html", "{% load i18n %}\n{{ name }}\n", '{% include "reports/_name.html" with name=lead %}'),
    ],
)
def test_a_template_in_a_wrong_place_is_found(name: str, text: str, page: str) -> None:
    assert len(list(templates.misplaced({name: text, "reports/print.html": page}, ""))) == 1


@pytest.mark.parametrize(
    ("name", "text", "page"),
    [
        ("partnerships/board/_form.html", LONG_PARTIAL, '{% include "partnerships/board/_form.html" %}'),
        ("reports/_name.html", "{{ name }}\n", '{% include "reports/_name.html" %}' * 2),
        ("reports/_shown.html", "{{ name }}\n", ""),
        ("partnerships/board/issue.html", LONG_PARTIAL, ""),
        ("govuk/inputs.html", LONG_PARTIAL, '{% include "govuk/inputs.html" %}'),
    ],
)
def test_a_template_in_its_place_is_not(name: str, text: str, page: str) -> None:
    view = 'render(request, "reports/_shown.html")'
    assert list(templates.misplaced({name: text, "reports/print.html": page}, view)) == []


def test_a_requirement_without_a_hash_is_found() -> None:
    good = "django==5.2.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via -r x\n"
    assert list(repository.unpinned(good)) == []
    assert list(repository.unpinned("django==5.2.1\n")) == ["django==5.2.1"]
    assert list(repository.unpinned("django>=5.2 --hash=sha256:aa\n")) == ["django>=5.2 --hash=sha256:aa"]


@pytest.mark.parametrize(
    ("needed", "pinned"),
    [
        ("needed[woff]>=1", "needed==1.0"),
        ("needed>=1", "needed[woff]==1.0"),
        ("needed[woff]>=1", "needed[graphite, woff]==1.0"),
        ('needed[woff]>=1; python_version >= "3.11"', "needed==1.0"),
        ('needed[woff]>=1; extra == "web"', "needed==1.0"),
    ],
)
def test_a_pin_with_other_extras_than_are_needed_is_found(needed: str, pinned: str, tmp_path: Path) -> None:
    asking = distribution(tmp_path, f"Name: Asking\nVersion: 2.0\nRequires-Dist: {needed}\n")
    lock = "asking[web]==2.0 \\\n    --hash=sha256:aa\n{} \\\n    --hash=sha256:bb\n"
    assert len(list(repository.unpinned_extras(lock.format(pinned), [asking]))) == 1
    right = f"needed{needed[6:].split('>')[0]}==1.0"
    assert list(repository.unpinned_extras(lock.format(right), [asking])) == []


@pytest.mark.parametrize("needed", ['needed[woff]>=1; extra == "print"', 'needed[woff]>=1; python_version < "3"'])
def test_a_pin_need_not_have_the_extras_of_what_is_not_needed(needed: str, tmp_path: Path) -> None:
    asking = distribution(tmp_path, f"Name: Asking\nVersion: 2.0\nRequires-Dist: {needed}\n")
    assert list(repository.unpinned_extras("asking[web]==2.0\nneeded==1.0\n", [asking])) == []
    other = distribution(tmp_path, "Name: Other\nVersion: 2.0\nRequires-Dist: needed[woff]>=1\n")
    assert list(repository.unpinned_extras("asking[web]==2.0\nneeded==1.0\n", [other])) == []


def test_an_import_of_what_production_lacks_is_found() -> None:
    module = Module("partnerships/x.py", "import os\nimport django.db\nfrom accounts import roles\nimport time_machine")
    django = "django==5.2.1 \\\n    --hash=sha256:aa\n"
    assert len(list(repository.not_installed(module, django))) == 1
    assert list(repository.not_installed(module, f"{django}time-machine==3.6.0 \\\n    --hash=sha256:bb\n")) == []
    assert len(list(repository.not_installed(Module("partnerships/x.py", "import nowhere.at_all"), django))) == 1


def test_a_dependency_without_a_reason_is_found() -> None:
    assert list(repository.unexplained(['    "django>=5",', "    # Why.", '    "pyyaml>=6",'])) == ['"django>=5",']


@pytest.mark.parametrize("text", ["see pypi" + ".org", "cd /" + "tmp/x", "open('/" + "root/y')"])
def test_a_trace_of_a_machine_is_found(text: str) -> None:
    assert len(list(repository.traces(text))) == 1


def test_a_folder_of_the_project_is_no_trace() -> None:
    assert list(repository.traces("templates/tmp/x and https://council.example/" + "work/1")) == []
