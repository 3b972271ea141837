"""The pages on which editors write a draft: with nothing but forms, both texts when two change one place, and a preview."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.files import write_checklist
from checklists.models import Version
from checklists.spec import Severity
from partnerships.models import Answer, Assessment
from tests import factories
from tests.checklist_mistakes import FILE
from tests.conftest import SignIn
from tests.filled_forms import fields_of
from tests.integration.counting import count
from tests.specs import many_questions

pytestmark = pytest.mark.django_db

PLACE = ["partnership-readiness", "1.1"]
KEY = "skills"


@pytest.fixture
def draft() -> Version:
    return factories.checklist_draft("1.1")


@pytest.fixture
def client(draft: Version, editor: User, sign_in: SignIn) -> Client:
    return sign_in(editor)


def address(name: str, *more: Any) -> str:
    return reverse(name, args=[*PLACE, *more])


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return " ".join(unescape(response.content.decode()).split())


def send(client: Client, path: str, /, **typed: Any) -> Any:
    """Send the form of a page as a browser would, with these fields typed."""
    return client.post(path, fields_of(client.get(path).content.decode(), path) | typed)


def test_the_list_says_what_can_be_done_next(client: Client) -> None:
    page = words(client, "/checklists/")
    for name in ("draft", "draft-check"):
        assert f'href="{address(name)}"' in page
    for name in ("checklist-start", "checklist-retire"):
        assert f'href="{reverse(name, args=["partnership-readiness", "1.0"])}"' in page


def test_a_draft_is_started_from_a_version_and_from_nothing(client: Client, editor: User) -> None:
    path = reverse("checklist-start", args=["partnership-readiness", "1.0"])
    assert 'value="1.2"' in words(client, path)
    response = send(client, path)
    assert response.headers["Location"] == reverse("draft", args=["partnership-readiness", "1.2"])
    made = Version.objects.get(number="1.2")
    assert (made.drafted_by, len(made.spec().by_key)) == (editor, 18)
    assert send(client, path, number="1.3", start="nothing").status_code == 302
    assert not Version.objects.get(number="1.3").spec().sections
    assert "It has no section yet" in words(client, reverse("draft", args=["partnership-readiness", "1.3"]))
    again = send(client, path, number="1.3")
    assert (again.status_code, "already a version" in again.content.decode()) == (409, True)
    assert send(client, path, number="01.3").status_code == 422


def test_a_checklist_is_started_and_its_name_is_used_once(client: Client) -> None:
    typed = {"title": "Leaving", "slug": "leaving", "source": "Our own", "number": "1.0"}
    assert send(client, reverse("checklist-new"), **typed).headers["Location"] == "/checklists/leaving/1.0/draft/"
    assert Version.objects.get(pk="leaving/1.0").source == "Our own"
    assert send(client, reverse("checklist-new"), **typed).status_code == 422
    assert send(client, reverse("checklist-new"), **typed | {"slug": "Not a slug"}).status_code == 422
    again = send(client, reverse("checklist-new"), **typed | {"slug": "leaving-again"})
    assert (again.status_code, "give this one another title" in again.content.decode()) == (422, True)
    file = SimpleUploadedFile("mine.yaml", FILE.encode())
    again = client.post(reverse("checklist-upload"), {"file": file})
    assert (again.status_code, "give this one another title" in again.content.decode()) == (409, True)


def test_a_file_is_downloaded_changed_and_read_again(client: Client, draft: Version, editor: User) -> None:
    response = client.get(address("checklist-file"))
    text = response.content.decode()
    assert text == write_checklist(draft.spec())
    assert 'filename="partnership-readiness-1.1.yaml"' in response.headers["Content-Disposition"]
    file = SimpleUploadedFile("mine.yaml", text.replace("Skills", "Abilities").encode())
    response = client.post(reverse("checklist-upload"), {"file": file})
    assert response.headers["Location"] == address("draft")
    draft.refresh_from_db()
    assert draft.drafted_by == editor
    broken = SimpleUploadedFile("mine.yaml", b"checklist: {slug: x}")
    response = client.post(reverse("checklist-upload"), {"file": broken})
    assert (response.status_code, "missing" in response.content.decode()) == (422, True)


def test_an_upload_says_each_thing_that_stands_in_its_way_with_its_line(client: Client, draft: Version) -> None:
    def sent(text: str) -> Any:
        return client.post(reverse("checklist-upload"), {"file": SimpleUploadedFile("mine.yaml", text.encode())})

    text = write_checklist(draft.spec())
    kept = sent(text.replace("code: G8", "code: G7").replace("risks: [", "risks: [R99, "))
    found = list(kept.context["form"].errors["file"])
    assert (kept.status_code, len(found)) == (422, 1 + text.count("risks: ["))
    assert "The question code “G7” is used twice." in found[0]
    assert all(sentence.startswith("line ") for sentence in found[1:])
    assert draft.spec().by_key["customers-consulted"].code == "G8"
    unread = sent(text.replace("severity: none", "severity: fine").replace("reason: true", "reason: long"))
    *said, last = unread.context["form"].errors["file"]
    assert (len(said), last[:9], last[-6:]) == (20, "There are", " more.")
    published = sent(text.replace("version: '1.1'", "version: '1.0'").replace("code: G8", "code: H8"))
    assert (published.status_code, "is published and never changes" in published.content.decode()) == (409, True)
    assert "What you typed is still below" not in published.content.decode()


def test_the_draft_shows_findings_with_links_and_what_changed(client: Client, draft: Version, editor: User) -> None:
    assert "Nothing stands in the way of publishing it" in words(client, address("draft"))
    draft.questions.filter(key=KEY).update(guidance="", title="Skills for it")
    draft.questions.get(key="novelty").options.filter(severity="none").update(severity="note")
    page = words(client, address("draft"))
    assert "No option is favourable" in page
    assert f'href="{address("draft-question-options", "novelty")}"' in page
    assert page.count("Reworded, same meaning") == 1
    assert page.count("Other answers to choose from") == 1
    actions.remove_question(version=draft, key="authority", by=editor)
    assert "Questions of version 1.0 that end" in words(client, address("draft"))
    assert "No option is favourable" in words(client, address("draft-question", "novelty"))


def test_buttons_move_questions_and_sections(client: Client, draft: Version) -> None:
    first, second = list(draft.spec().by_key)[:2]
    assert send(client, address("draft"), down=first).status_code == 302
    assert list(draft.spec().by_key)[:2] == [second, first]
    assert send(client, address("draft"), up=first).status_code == 302
    section = draft.sections.get(position=2)
    assert send(client, address("draft"), **{"section-up": section.pk}).status_code == 302
    assert draft.spec().sections[0].code == section.code
    assert send(client, address("draft-question-move", first), position="1-1").status_code == 302
    assert next(iter(draft.spec().by_key)) == first


def test_every_field_of_a_question_can_be_set(client: Client, draft: Version) -> None:
    before = draft.spec().by_key[KEY]
    typed = {
        "title": "Skills and time",
        "guidance": "Name them.",
        "feeds": ["need"],
        "confirm_role": "legal",
        "confirm_severity": "blocker",
        "confirm_blocks_from": "enter",
        "note": "As in the guide.",
    }
    response = send(client, address("draft-question-texts", KEY), **typed)
    assert response.headers["Location"] == address("draft-question-change", KEY)
    after = draft.spec().by_key[KEY]
    assert (after.title, after.guidance, after.note) == ("Skills and time", "Name them.", "As in the guide.")
    assert after.confirm
    assert (after.confirm.role, after.confirm.severity) == ("legal", Severity.BLOCKER)
    assert (after.options, after.facts, after.text) == (before.options, before.facts, before.text)


def test_an_editor_decides_what_other_words_mean(client: Client, draft: Version) -> None:
    response = send(client, address("draft-question-texts", KEY), text="Do all representatives have the skills?")
    assert response.headers["Location"] == address("draft-question-change", KEY)
    page = words(client, address("draft-question-change", KEY))
    assert "The program proposes “Meaning changed”." in page
    assert fields_of(page, address("draft-question-change", KEY))["change"] == ["meaning"]
    assert send(client, address("draft-question-change", KEY), change="editorial").status_code == 302
    assert draft.spec().by_key[KEY].change == "editorial"
    assert "An editor has decided this." in words(client, address("draft-question", KEY))
    # What helps to answer leaves the decision; other words take it back.
    assert send(client, address("draft-question-texts", KEY), guidance="Name them.").status_code == 302
    assert draft.spec().by_key[KEY].change == "editorial"
    send(client, address("draft-question-texts", KEY), text="Do some representatives have the skills?")
    assert not draft.spec().by_key[KEY].change
    assert [(each.key, each.about) for each in actions.findings_of(draft, draft.spec())] == [(KEY, "change")]


@pytest.mark.parametrize("name", ["draft-question-texts", "draft-question-options", "draft-question-facts"])
def test_a_form_that_is_sent_as_it_came_changes_nothing(client: Client, draft: Version, name: str) -> None:
    before = draft.spec()
    for key in before.by_key:
        assert send(client, address(name, key)).status_code == 302
    assert draft.spec() == before


def test_a_rule_that_is_sent_as_it_came_changes_nothing(client: Client, draft: Version) -> None:
    before = draft.spec()
    for question in before.questions:
        for place in range(1, len(question.rules) + 1):
            assert send(client, address("draft-rule", question.key, place)).status_code == 302
    assert draft.spec() == before


def test_answers_are_added_changed_put_in_order_and_taken_out(client: Client, draft: Version) -> None:
    path, before = address("draft-question-options", KEY), draft.spec().by_key[KEY].options
    number = len(before) + 1
    added = {f"label_{number}": "Not sure", f"key_{number}": "not_sure"}
    refused = send(client, path, **added)
    assert refused.status_code == 422
    assert "Select whether the answer is favourable" in refused.content.decode()
    added |= {f"severity_{number}": "concern", f"reason_{number}": "required", f"order_{number}": "1"}
    assert send(client, path, **added).status_code == 302
    after = draft.spec().by_key[KEY].options
    assert {option.key for option in after} == {"not_sure", *(option.key for option in before)}
    assert after[1].key == "not_sure" or after[0].key == "not_sure"
    place = [option.key for option in after].index("not_sure") + 1
    assert send(client, path, **{f"label_{place}": "", f"key_{place}": ""}).status_code == 302
    assert draft.spec().by_key[KEY].options == before


def test_a_rule_is_added_with_its_conditions_and_removed(client: Client, draft: Version) -> None:
    path = address("draft-rule-new", KEY)
    shown = send(client, path, option_of="authority", then="show")
    assert shown.status_code == 200
    assert 'name="options"' in shown.content.decode()
    typed = {"option_of": "authority", "options": ["no"], "severity": "concern", "because": "Nobody may decide"}
    assert send(client, path, **typed).status_code == 302
    rule = draft.spec().by_key[KEY].rules[-1]
    assert (rule.option, rule.because) == (("authority", ("no",)), "Nobody may decide")
    place = len(draft.spec().by_key[KEY].rules)
    assert "Nobody may decide" in words(client, address("draft-rule-remove", KEY, place))
    assert send(client, address("draft-rule-remove", KEY, place)).status_code == 302
    assert rule not in draft.spec().by_key[KEY].rules
    empty = send(client, path, severity="concern", because="Always")
    assert (empty.status_code, "choose at least one condition" in empty.content.decode()) == (422, True)


def test_a_rule_is_not_written_over_another_one(client: Client, draft: Version, sign_in: SignIn) -> None:
    """Somebody removes the first of two rules while the first is changed: the second has its place, and stays."""
    more = {"significance": "high", "severity": "note", "because": "It is large"}
    assert send(client, address("draft-rule-new", "prior-approval"), **more).status_code == 302
    path = address("draft-rule", "prior-approval", 1)
    body = fields_of(client.get(path).content.decode(), path)
    other = sign_in(factories.person("Elsa Editor", Role.EDITOR))
    assert send(other, address("draft-rule-remove", "prior-approval", 1)).status_code == 302
    page = client.post(path, body | {"because": "What Edith wrote"})
    assert page.status_code == 409
    again = fields_of(page.content.decode(), path)
    assert client.post(path, again | {"keep": "mine"}).status_code == 302
    said = [rule.because for rule in draft.spec().by_key["prior-approval"].rules]
    assert said == ["It is large", "What Edith wrote"]


def test_what_comes_too_late_is_refused_and_no_error(client: Client, draft: Version) -> None:
    key = next(iter(draft.spec().by_key))
    actions.publish(version=draft, by=factories.person("Elsa Editor", Role.EDITOR))
    assert client.post(address("draft"), {"down": key}).status_code == 403
    assert client.post(address("draft-question-move", key), {"position": "1-1"}).status_code == 403
    assert client.post(address("draft-question-new", 999_999), {"text": "Typed"}).status_code == 403


def test_a_question_is_added_and_removed(client: Client, draft: Version) -> None:
    section = draft.sections.get(position=1)
    typed = {"code": "N1", "key": "handover", "title": "Handover", "text": "Who?", "answered_by": "Lead officer"}
    response = send(client, address("draft-question-new", section.pk), **typed)
    assert response.headers["Location"] == address("draft-question-options", "handover")
    assert "it is deleted" in words(client, address("draft-question-remove", "handover"))
    assert send(client, address("draft-question-remove", "handover")).status_code == 302
    assert "it ends with version 1.1" in words(client, address("draft-question-remove", KEY))


@pytest.mark.parametrize(
    ("name", "field", "saved"),
    [("draft-question-texts", "title", "title"), ("draft-question-options", "label_1", "options")],
)
def test_two_editors_at_once_see_both_texts(
    name: str, field: str, saved: str, client: Client, draft: Version, sign_in: SignIn
) -> None:
    other = sign_in(factories.person("Elsa Editor", Role.EDITOR))
    path = address(name, KEY)
    body = fields_of(client.get(path).content.decode(), path)
    assert send(other, path, **{field: "What Elsa wrote"}).status_code == 302
    response = client.post(path, body | {field: "What Edith wrote"})
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "What Elsa wrote" in page
    assert "What Edith wrote" in page
    assert "Elsa Editor saved this" in page
    assert "What Elsa wrote" in str(getattr(draft.spec().by_key[KEY], saved))
    again = fields_of(page, path)
    assert client.post(path, again | {"keep": "mine"}).status_code == 302
    assert "What Edith wrote" in str(getattr(draft.spec().by_key[KEY], saved))


def test_two_editors_of_a_list_or_a_section_see_both_texts(client: Client, draft: Version, sign_in: SignIn) -> None:
    other = sign_in(factories.person("Elsa Editor", Role.EDITOR))
    section = draft.sections.get(position=1)
    for path, field in (
        (address("draft-list", "tips"), "text_1"),
        (address("draft-section", section.pk), "title"),
        (address("draft-version"), "source"),
    ):
        body = fields_of(client.get(path).content.decode(), path)
        assert send(other, path, **{field: "What Elsa wrote"}).status_code == 302
        response = client.post(path, body | {field: "What Edith wrote"})
        assert response.status_code == 409, path
        assert {"What Elsa wrote", "What Edith wrote"} <= set(unescape(response.content.decode()).split("\n")) or (
            "What Elsa wrote" in response.content.decode() and "What Edith wrote" in response.content.decode()
        )


def test_what_was_typed_is_shown_when_the_draft_is_published_meanwhile(client: Client, draft: Version) -> None:
    path = address("draft-question-texts", KEY)
    body = fields_of(client.get(path).content.decode(), path)
    actions.publish(version=draft, by=factories.person("Elsa Editor", Role.EDITOR))
    response = client.post(path, body | {"title": "Typed too late"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "never changes" in page
    assert "Typed too late" in page
    assert client.get(path).headers["Location"] == reverse("checklist-version", args=PLACE)


def test_the_preview_is_the_officers_page_and_saves_nothing(client: Client, draft: Version) -> None:
    draft.questions.filter(key=KEY).update(text="Have they the skills?")
    assert "Have they the skills?" in words(client, address("preview-question", KEY))
    path = address("preview-question", KEY)
    option = next(option for option in draft.spec().by_key[KEY].options if option.severity is Severity.CONCERN)
    response = client.post(path, {f"{KEY}-option": option.key, f"{KEY}-reason": "None have."})
    page = unescape(response.content.decode())
    assert response.status_code == 200
    assert "A manager will look at this answer in the review" in page
    assert not Answer.objects.exists()
    assert not Assessment.objects.exists()
    assert "data-autosave" not in page
    assert "Not started" in words(client, address("preview"))
    assert client.get(address("preview-blank-docx")).status_code == 200
    pdf = client.get(address("preview-blank-pdf"))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert 'filename="partnership-readiness-1.1-draft-blank.pdf"' in pdf.headers["Content-Disposition"]


def test_a_rule_that_points_nowhere_breaks_no_page_of_its_draft(client: Client, draft: Version) -> None:
    rule = draft.questions.get(key="prior-approval").rules.all()[0]
    type(rule).objects.filter(pk=rule.pk).update(
        when={"option": ["gone", ["away"]], "date_after": ["gone.x", "gone.y"]}
    )
    for path in (
        address("draft"),
        address("checklist-version"),
        address("draft-question", "prior-approval"),
        address("draft-rule", "prior-approval", 1),
        address("draft-check"),
        address("preview"),
        address("preview-question", "prior-approval"),
    ):
        assert client.get(path).status_code == 200, path
    assert "which does not exist" in words(client, address("draft"))


def test_a_second_editor_publishes_on_a_page_that_lists_what_is_to_mend(
    client: Client, draft: Version, sign_in: SignIn
) -> None:
    first = sign_in(User.objects.get(full_name="Edwin Editor"))
    assert "A second editor publishes" in words(first, address("draft-check"))
    assert send(first, address("draft-check")).status_code == 409
    draft.questions.filter(key=KEY).update(text="")
    assert "The question has no text" in words(client, address("draft-check"))
    assert client.post(address("draft-check"), {"version_token": "x"}).status_code == 409
    draft.questions.filter(key=KEY).update(text=factories.published().spec().by_key[KEY].text)
    assert send(client, address("draft-check")).headers["Location"] == reverse("checklist-version", args=PLACE)
    draft.refresh_from_db()
    assert draft.state == "published"


def test_pages_cost_the_same_with_200_questions(client: Client, draft: Version, editor: User) -> None:
    counts = []
    for spec in (draft.spec(), many_questions(draft.spec(), times=11)):
        actions.import_draft(spec=spec, by=editor)
        key = next(iter(spec.by_key))
        paths = [address(name) for name in ("draft", "draft-check", "preview", "checklist-version")]
        paths += [address(name, key) for name in ("draft-question", "draft-question-texts", "preview-question")]
        counts.append([count(client, path) for path in paths])
        assert len(spec.by_key) in (18, 198)
    assert counts[0] == counts[1]
