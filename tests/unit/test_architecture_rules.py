"""The rules of the architecture find what they are for: each is shown a module or a template that breaks it."""

from __future__ import annotations

import pytest

from tests.architecture import layers, repository, sizes, tables, templates, writes
from tests.architecture.source import Module

KNOWN = tuple(
    Module(path, "")
    for path in (
        "accounts/models.py",
        "accounts/guards.py",
        "checklists/spec/words.py",
        "partnerships/actions/moves.py",
        "partnerships/domain/flags.py",
        "partnerships/models/flag.py",
        "partnerships/templatetags/lists.py",
        "partnerships/views/answer.py",
    )
)


@pytest.mark.parametrize(
    ("path", "line", "problem"),
    [
        ("accounts/models.py", "from partnerships.models.flag import Flag", "accounts imports partnerships"),
        ("checklists/views.py", "from config import settings", "checklists imports config"),
        ("partnerships/domain/x.py", "from django.utils import timezone", "the domain imports django.utils.timezone"),
        ("partnerships/domain/x.py", "from partnerships.models.flag import Flag", "domain imports"),
        ("partnerships/models/x.py", "from partnerships.actions.moves import submit", "data imports"),
        ("partnerships/models/x.py", "from django.http import HttpRequest", "which is for the edges"),
        ("partnerships/selectors/lists.py", "from partnerships.actions.moves import submit", "reads imports"),
        ("partnerships/actions/x.py", "from accounts.guards import signed_in", "writes imports"),
        ("partnerships/forms/x.py", "from partnerships.views.answer import question", "nothing of ours imports"),
        ("partnerships/views/x.py", "from partnerships.templatetags.lists import a", "nothing of ours imports"),
        ("partnerships/views/x.py", "from partnerships.nowhere import a", "is no module"),
        ("config/urls.py", "from accounts.models import User", "config imports"),
    ],
)
def test_an_import_the_wrong_way_is_found(path: str, line: str, problem: str) -> None:
    found = list(layers.wrong_imports(Module(path, f"def inner():\n    {line}"), KNOWN))
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("partnerships/domain/x.py", "from django.db.models import TextChoices"),
        ("partnerships/domain/x.py", "from checklists.spec.words import Severity"),
        ("partnerships/views/x.py", "from partnerships.actions.moves import submit"),
        ("partnerships/urls.py", "from partnerships.views import answer"),
        ("config/urls.py", "from accounts import guards"),
    ],
)
def test_an_import_the_right_way_is_not(path: str, line: str) -> None:
    assert list(layers.wrong_imports(Module(path, line), KNOWN)) == []


def test_a_module_that_the_tree_does_not_know_is_found() -> None:
    assert layers.without_layer((Module("partnerships/helpers.py", ""), *KNOWN)) == ["partnerships/helpers.py"]


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
        (sizes.without_docstring, "def submit(): ..."),
        (sizes.long_functions, "def long():\n" + "    pass\n" * 40),
        (sizes.long_classes, "class Long:\n" + "    pass\n" * 150),
        (sizes.long_modules, "\n" * 401),
    ],
)
def test_a_rule_finds_what_it_is_for(rule: object, text: str) -> None:
    assert callable(rule)
    assert list(rule(Module("partnerships/forms/x.py", text)))


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
        "{# why #}<!-- why -->",
    ],
)
def test_what_can_be_translated_is_not(text: str) -> None:
    assert list(templates.untranslated(text)) == []
    assert list(templates.forbidden(text)) == []


def test_a_requirement_without_a_hash_is_found() -> None:
    good = "django==5.2.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via -r x\n"
    assert list(repository.unpinned(good)) == []
    assert list(repository.unpinned("django==5.2.1\n")) == ["django==5.2.1"]
    assert list(repository.unpinned("django>=5.2 --hash=sha256:aa\n")) == ["django>=5.2 --hash=sha256:aa"]


def test_a_dependency_without_a_reason_is_found() -> None:
    assert list(repository.unexplained(['    "django>=5",', "    # Why.", '    "pyyaml>=6",'])) == ['"django>=5",']


@pytest.mark.parametrize("text", ["see pypi" + ".org", "cd /" + "tmp/x", "open('/" + "root/y')"])
def test_a_trace_of_a_machine_is_found(text: str) -> None:
    assert len(list(repository.traces(text))) == 1


def test_a_folder_of_the_project_is_no_trace() -> None:
    assert list(repository.traces("templates/tmp/x and https://council.example/" + "work/1")) == []
