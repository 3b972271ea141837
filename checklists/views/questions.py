"""The questions of a draft: one page for what is said of each, its texts, its options, its facts and its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.drafts import form_data
from accounts.forms.version_tokens import VersionedForm
from accounts.guards import user_of
from accounts.responses import attempt, form_page
from accounts.version_tokens import token_of
from checklists import actions
from checklists.actions.questions import FACTS, OPTIONS, RULES, TEXTS, values_of
from checklists.forms.options import FactsForm, NumberedForm, OptionsForm
from checklists.forms.questions import QuestionForm
from checklists.forms.rules import RuleForm
from checklists.forms.sections import MoveForm, place_of_question, places_of_questions
from checklists.guards import draft_editor, found_or_refused
from checklists.models import Section, Version
from checklists.presenters.drafts import findings_about, since_of
from checklists.selectors.versions import spec_before, undecided_of
from checklists.spec import ChecklistSpec, QuestionSpec, difference
from checklists.wording import question_in_words


@draft_editor
@require_safe
def question(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked = question_of(request, spec, key)
    before = spec_before(version)
    keys = list(spec.by_key)
    place = keys.index(key)
    context = {
        "version": version,
        "section": spec.section_of[key],
        "question": question_in_words(asked, spec),
        "findings": findings_about(version, actions.findings_of(version, spec), key),
        "since": since_of(difference(before, spec).by_key[key]) if before else None,
        "before": before,
        "previous": spec.by_key[keys[place - 1]] if place else None,
        "following": spec.by_key[keys[place + 1]] if place + 1 < len(keys) else None,
    }
    return render(request, "checklists/drafts/question.html", context)


@draft_editor
def add(request: HttpRequest, version: Version, spec: ChecklistSpec, section_id: int) -> HttpResponse:
    known = Section.objects.filter(version=version, pk=section_id).select_related("version").first()
    row = found_or_refused(request, known, _("Somebody has removed this section, or read the draft from a file."))
    form, refusal = QuestionForm(form_data(request), checklist=spec, section=row.code), ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"section": row, "by": user_of(request), "spec": form.spec}
        refusal = attempt(form, lambda _token: actions.add_question(**given))
        if not refusal:
            messages.success(request, _("The question has been added. Now say which answers can be chosen."))
            return redirect("draft-question-options", version.checklist_id, version.number, form.spec.key)
    context = {"version": version, "question": None, "section": row}
    return form_page(request, "checklists/drafts/texts.html", form, refusal, context)


@draft_editor
def texts(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked, refusal = question_of(request, spec, key), ""
    form = QuestionForm(form_data(request), checklist=spec, question=asked)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "key": key, "by": user_of(request), "part": TEXTS}
        refusal = attempt(form, lambda token: actions.change_question(**given, spec=form.spec, version_token=token))
        if not refusal:
            messages.success(request, _("The question has been saved."))
            return _after(version, form.spec)
    context = {"version": version, "question": asked, "section": spec.section_of[key]}
    return form_page(request, "checklists/drafts/texts.html", form, refusal, context)


@draft_editor
def options(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked = question_of(request, spec, key)
    form = OptionsForm(form_data(request), checklist=spec, question=asked)
    return _numbered(request, version, asked, form)


@draft_editor
def facts(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked = question_of(request, spec, key)
    form = FactsForm(form_data(request), checklist=spec, question=asked)
    return _numbered(request, version, asked, form)


def _numbered(request: HttpRequest, version: Version, asked: QuestionSpec, form: NumberedForm) -> HttpResponse:
    """Save the options or the facts of a question, or show their form."""
    refusal, is_options = "", isinstance(form, OptionsForm)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"version": version, "key": asked.key, "by": user_of(request)}
        given |= {"spec": form.spec, "part": OPTIONS if is_options else FACTS}
        refusal = attempt(form, lambda token: actions.change_question(**given, version_token=token))
        if not refusal:
            messages.success(
                request, _("The answers have been saved.") if is_options else _("The facts have been saved.")
            )
            return _after(version, form.spec)
    context = {"version": version, "question": asked, "is_options": is_options}
    return form_page(request, "checklists/drafts/numbered.html", form, refusal, context)


def _after(version: Version, asked: QuestionSpec) -> HttpResponse:
    """Lead to what comes after a question was changed: to say what that means, where nobody has, or back to its page."""
    waiting = [question.key for question in undecided_of(version, version.read())]
    name = "draft-question-change" if asked.key in waiting else "draft-question"
    return redirect(name, version.checklist_id, version.number, asked.key)


@draft_editor
def rule_add(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    return _rule(request, version, spec, question_of(request, spec, key), None)


@draft_editor
def rule(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str, place: int) -> HttpResponse:
    return _rule(request, version, spec, _with_rule(request, spec, key, place), place)


def _rule(
    request: HttpRequest, version: Version, spec: ChecklistSpec, asked: QuestionSpec, place: int | None
) -> HttpResponse:
    """Save a rule, or show its form; with the button that shows the answers of the question that it names, only that."""
    refusal, only_shows = "", request.POST.get("then") == "show"
    at = None if place is None else place - 1
    form = RuleForm(form_data(request), checklist=spec, question=asked, place=at)
    if request.method == "POST" and not only_shows and form.is_valid():
        given: dict[str, Any] = {"version": version, "key": asked.key, "by": user_of(request), "part": RULES}
        refusal = attempt(form, lambda token: actions.change_question(**given, spec=form.spec, version_token=token))
        if not refusal:
            messages.success(request, _("The rule has been saved."))
            return _after(version, form.spec)
    context = {"version": version, "question": asked, "place": place, "only_shows": only_shows}
    if only_shows:
        return render(request, "checklists/drafts/rule.html", {"form": form, "refusal": "", **context})
    return form_page(request, "checklists/drafts/rule.html", form, refusal, context)


@draft_editor
def rule_remove(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str, place: int) -> HttpResponse:
    asked, refusal = _with_rule(request, spec, key, place), ""
    form = VersionedForm(form_data(request), version_token=token_of(values_of(asked, RULES)))
    if request.method == "POST":
        rules = tuple(each for at, each in enumerate(asked.rules, start=1) if at != place)
        given: dict[str, Any] = {"version": version, "key": key, "by": user_of(request), "part": RULES}
        less = replace(asked, rules=rules)
        refusal = attempt(form, lambda token: actions.change_question(**given, spec=less, version_token=token))
        if not refusal:
            messages.success(request, _("The rule has been removed."))
            return redirect("draft-question", version.checklist_id, version.number, key)
    shown = question_in_words(asked, spec).rules[place - 1]
    context = {"version": version, "question": asked, "rule": shown}
    return form_page(request, "checklists/drafts/rule_remove.html", form, refusal, context)


@draft_editor
def move(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked = question_of(request, spec, key)
    initial = {"position": place_of_question(spec, key)}
    form = MoveForm(form_data(request), places=places_of_questions(spec, key), initial=initial)
    if request.method == "POST" and form.is_valid():
        number, _dash, position = form.cleaned_data["position"].partition("-")
        row = get_object_or_404(Section, version=version, code=spec.sections[int(number) - 1].code)
        given: dict[str, Any] = {"version": version, "key": key, "by": user_of(request)}
        actions.move_question(**given, section=row, position=int(position))
        messages.success(request, _("The question has been moved."))
        return redirect("draft", version.checklist_id, version.number)
    context = {"version": version, "name": f"{asked.code} {asked.title}"}
    return form_page(request, "checklists/drafts/move.html", form, "", context)


@draft_editor
def remove(request: HttpRequest, version: Version, spec: ChecklistSpec, key: str) -> HttpResponse:
    asked, refusal, before = question_of(request, spec, key), "", spec_before(version)
    form = VersionedForm(form_data(request), version_token=token_of({"question": asked}))
    if request.method == "POST":
        given: dict[str, Any] = {"version": version, "key": key, "by": user_of(request)}
        refusal = attempt(form, lambda token: actions.remove_question(**given, version_token=token))
        if not refusal:
            messages.success(request, _("%(code)s has been removed from the draft.") % {"code": asked.code})
            return redirect("draft", version.checklist_id, version.number)
    pointing = [each for each in spec.questions if each.key != key and _names(each, key)]
    context = {"version": version, "question": asked, "before": before, "pointing": pointing}
    context["ends"] = before is not None and key in before.by_key
    return form_page(request, "checklists/drafts/question_remove.html", form, refusal, context)


def _names(question: QuestionSpec, key: str) -> bool:
    """Whether a rule of the question reads an answer or a fact of the other one."""
    facts = [pair[0] for rule in question.rules for pair in (rule.fact, rule.fact_not) if pair]
    facts += [name for rule in question.rules for name in rule.date_after or ()]
    asked = [rule.option[0] for rule in question.rules if rule.option]
    return key in asked or any(name.startswith(f"{key}.") for name in facts)


def question_of(request: HttpRequest, spec: ChecklistSpec, key: str) -> QuestionSpec:
    """Return the question of that key; Http404 when there is none, or the refusal of what was sent to change it."""
    sentence = _("Somebody has removed this question, or given it another key.")
    return found_or_refused(request, spec.by_key.get(key), sentence)


def _with_rule(request: HttpRequest, spec: ChecklistSpec, key: str, place: int) -> QuestionSpec:
    asked = question_of(request, spec, key)
    rules = dict(enumerate(asked.rules, start=1))
    found_or_refused(request, rules.get(place), _("Somebody has removed this rule."))
    return asked
