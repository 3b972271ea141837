"""The rules of the code. Each failure says where; the modules in tests/architecture/ implement the rules."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from importlib import metadata

import pytest

from accounts.admin import site
from bin import draw_packages
from tests.addresses import addresses
from tests.architecture import content, layers, migrations, repository, sizes, tables, templates, words, writes
from tests.architecture.source import ROOT, Module, modules, modules_in


def broken(rule: Callable[[Module], Iterator[str]], of: Iterable[Module]) -> list[str]:
    return [problem for module in of for problem in rule(module)]


def expect_none(found: Iterable[str]) -> None:
    problems = list(found)
    assert not problems, "\n" + "\n".join(problems)


# --- Where code stands, and what it may import ---------------------------------------------------------------------
# That apps and layers import one way, and that every module has a layer: the contracts that `make check` runs.
def test_layers_import_nothing_that_is_not_theirs() -> None:
    expect_none(broken(layers.wrong_imports, modules()))


def test_the_picture_of_the_packages_is_up_to_date() -> None:
    drawn = draw_packages.PICTURE.read_text()
    assert drawn == draw_packages.current(), "Draw it again: .venv/bin/python bin/draw_packages.py"


def test_no_module_has_a_vague_name() -> None:
    expect_none([module.path for module in modules() if set(module.name.split(".")) & repository.VAGUE_NAMES])


def test_the_tree_is_the_one_that_was_decided() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in repository.tracked()}
    assert top - repository.TOP == set()


# --- Who writes, and who reads what --------------------------------------------------------------------------------
def test_only_actions_write() -> None:
    expect_none(broken(writes.writes, modules()))


def test_presenters_hold_no_queries() -> None:
    expect_none(broken(writes.queries, modules()))


def test_saving_and_deleting_do_nothing_else() -> None:
    expect_none(broken(writes.save_overrides, modules()))


def test_there_are_no_signals() -> None:
    expect_none(broken(writes.signals, modules()))


def test_only_settings_read_the_environment() -> None:
    others = [module for module in modules() if module.path != "config/settings.py"]
    manage = Module("manage.py", (ROOT / "manage.py").read_text())
    expect_none(broken(writes.environment, [*others, manage]))


def test_nothing_bypasses_the_orm() -> None:
    expect_none(broken(writes.raw_sql, modules()))


def test_what_is_typed_is_normalised() -> None:
    expect_none(broken(writes.plain_text_fields, modules()))


def test_nothing_is_taken_that_may_not_be_there() -> None:
    expect_none(broken(writes.unchecked_next, modules()))


def test_people_are_sorted_by_their_folded_names() -> None:
    expect_none(broken(writes.unfolded_orders, modules()))


def test_nobody_reads_todays_date_at_import() -> None:
    expect_none(broken(writes.days_at_import, (*modules(), *modules_in("tests"))))


def test_no_text_is_declared_to_be_html() -> None:
    expect_none(broken(writes.unescaped, modules()))


# --- What is content -----------------------------------------------------------------------------------------------
def test_no_content_of_a_checklist_stands_in_code_or_templates() -> None:
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    expect_none(broken(lambda module: content.content_in_code(module, content.names()), modules()))
    expect_none(
        f"{path.relative_to(ROOT)}:{problem}"
        for path in (*templates.templates(), *scripts)
        for problem in content.content_in_template(path.read_text(), content.names())
    )


# --- Sizes and docstrings ------------------------------------------------------------------------------------------
def test_modules_are_short() -> None:
    expect_none(broken(sizes.long_modules, (*modules(), *modules_in("tests"))))


def test_functions_and_views_are_short() -> None:
    expect_none(broken(sizes.long_functions, (*modules(), *modules_in("tests"))))


def test_classes_are_short() -> None:
    expect_none(broken(sizes.long_classes, (*modules(), *modules_in("tests"))))


def test_templates_are_short() -> None:
    expect_none([problem for path in templates.templates() for problem in sizes.long_template(path)])


def test_templates_can_be_read() -> None:
    expect_none([problem for path in templates.templates() if (problem := templates.unreadable(path))])


def test_domain_and_actions_say_what_they_promise() -> None:
    promising = [module for module in modules() if layers.layer_of(module.name) in (layers.DOMAIN, layers.WRITES)]
    expect_none(broken(sizes.without_docstring, promising))


def test_modules_below_the_edges_say_what_they_are() -> None:
    below = [module for module in modules() if layers.layer_of(module.name) in (layers.DATA, layers.READS)]
    expect_none([problem for problem in broken(sizes.without_docstring, below) if "the module has" in problem])


# --- Words ---------------------------------------------------------------------------------------------------------
def test_the_code_says_the_words_of_the_glossary() -> None:
    ruled_out = words.ruled_out(words.PAGE.read_text())
    expect_none(broken(lambda module: words.misnamed(module, ruled_out), modules()))


# --- Addresses -----------------------------------------------------------------------------------------------------
def test_every_view_is_guarded_or_marked_public() -> None:
    own = [address for address in addresses() if not address.is_admin]
    expect_none([address.route for address in own if not address.guard])


def test_the_administration_stands_behind_our_own_site() -> None:
    def is_ours(view: Callable[..., object]) -> bool:
        owner = getattr(
            inspect.unwrap(view, stop=lambda inner: hasattr(inner, "__self__")), "__self__", None
        ) or getattr(view, "model_admin", None)
        return site in (owner, getattr(owner, "admin_site", None), getattr(view, "admin_site", None))

    admin = [address for address in addresses() if address.is_admin]
    expect_none([address.route for address in admin if not is_ours(address.view)])


# --- Tables --------------------------------------------------------------------------------------------------------
def test_every_time_says_who() -> None:
    expect_none([problem for problem in tables.unpaired() if problem.split()[0] not in tables.NOBODY])


def test_nothing_is_deleted_with_something_else() -> None:
    assert set(tables.unprotected()) == set(tables.NOT_PROTECTED)


def test_columns_say_what_they_hold() -> None:
    assert set(tables.misnamed()) == set(tables.OTHER_NAMES)


def test_properties_of_models_do_not_query() -> None:
    data = [module for module in modules() if layers.layer_of(module.name) == layers.DATA]
    reaching = tables.relations()
    expect_none(broken(lambda module: tables.querying_properties(module, reaching), data))


def test_migrations_that_have_no_way_back_or_break_the_version_before_have_a_reason() -> None:
    entries, wrong = migrations.listed(migrations.LISTED.read_text())
    expect_none([f"no reason stands above: {line}" for line in wrong])
    found = migrations.found()
    expect_none([f"{risk}: not in tests/data/migrations.txt" for risk in found if risk not in entries])
    expect_none(
        [f"{entry}: stands in tests/data/migrations.txt, and is not so" for entry in entries if entry not in found]
    )
    assert len(entries) == len(set(entries))


# --- Templates -----------------------------------------------------------------------------------------------------
def test_templates_stand_in_their_folders() -> None:
    texts = {path.relative_to(templates.TEMPLATES).as_posix(): path.read_text() for path in templates.templates()}
    expect_none(list(templates.misplaced(texts, "\n".join(module.text for module in modules()))))


def test_templates_only_show() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{problem}" for path in templates.templates() for problem in templates.wrong(path)
    ]
    expect_none(found)


def test_what_was_done_is_said_where_a_view_leads_to() -> None:
    """By `done_at`. A banner at the top is out of sight for a reader who lands further down."""
    told = re.compile(r"messages\.\w+\(.*\n\s+return redirect\(f?[\"'].*#")
    expect_none([module.path for module in modules() if ".views" in module.name and told.search(module.text)])


def test_every_word_of_a_template_can_be_translated() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{problem}"
        for path in templates.templates()
        for problem in templates.untranslated(path.read_text())
    ]
    expect_none(found)


# --- The repository ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", repository.requirement_files())
def test_python_packages_are_pinned_with_hashes(name: str) -> None:
    expect_none(list(repository.unpinned((ROOT / name).read_text())))


@pytest.mark.parametrize("name", repository.requirement_files())
def test_python_packages_are_pinned_with_the_extras_that_others_need(name: str) -> None:
    expect_none(repository.unpinned_extras((ROOT / name).read_text(), metadata.distributions()))


def test_the_application_imports_what_production_installs() -> None:
    requirements = (ROOT / "requirements.txt").read_text()
    demo = requirements + (ROOT / repository.DEMO_REQUIREMENTS).read_text()
    for module in modules():
        expect_none(repository.not_installed(module, demo if module.path == repository.DEMO_MODULE else requirements))


def test_every_dependency_says_why_it_is_there() -> None:
    running, *groups = repository.dependency_lists((ROOT / "pyproject.toml").read_text())
    comments = [line for line in running if line.strip().startswith("#")]
    assert len(comments) >= len([line for line in running if repository.DEPENDENCY.match(line)])
    expect_none([line for found in (running, *groups) for line in repository.unexplained(found)])


def test_node_packages_are_pinned_with_hashes_and_without_addresses() -> None:
    for folder in (ROOT, ROOT / "tests" / "lighthouse"):
        wanted = json.loads((folder / "package.json").read_text())
        versions = {**wanted.get("dependencies", {}), **wanted.get("devDependencies", {})}
        assert {name: version for name, version in versions.items() if not version[0].isdigit()} == {}
        text = (folder / "package-lock.json").read_text()
        expect_none([line for line in text.splitlines() if "://" in line])
        locked = json.loads(text)["packages"]
        expect_none([name for name, package in locked.items() if name and "integrity" not in package])


def test_no_file_says_where_it_was_written() -> None:
    found = []
    for path in repository.tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{problem}" for problem in repository.traces(text)]
    expect_none(found)


def test_nothing_that_make_makes_is_committed() -> None:
    made = ("*.pyc", "static/build/*", "node_modules/*", "var/*", "*.sqlite3", "uv.lock", ".coverage.json")
    names = [path.relative_to(ROOT).as_posix() for path in repository.tracked()]
    expect_none([name for name in names if any(fnmatch(name, pattern) for pattern in made)])
