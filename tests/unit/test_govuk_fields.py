"""What the pack does beyond the fixtures: reveals, dates, several errors, and text that stays text."""

from datetime import date
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from govuk import DateField, Look, component
from govuk.dates import MONTH_NAMES, read_date
from govuk.fields import field_html

SCRIPT = "<script>alert('x')</script>"


def render(source: str, **context: Any) -> str:
    return Template("{% load govuk crispy_forms_tags %}" + source).render(Context(context))


class AnswerForm(forms.Form):
    option = forms.ChoiceField(
        label="Is the need shown?", choices=[("yes", "Yes"), ("partly", "Partly")], widget=forms.RadioSelect
    )
    missing = forms.CharField(label="What is missing?", required=False, widget=forms.Textarea, max_length=5000)
    starts_on = DateField(label="Planned start")
    typed_by = forms.CharField(widget=forms.HiddenInput, initial="7")
    looks = {"option": Look(reveals={"partly": ("missing",)}), "missing": Look(count=5000)}


class TestReveals:
    def test_revealed_field_stands_inside_its_option_and_nowhere_else(self) -> None:
        html = render("{{ form|crispy }}", form=AnswerForm())
        assert html.count('name="missing"') == 1
        assert html.index('id="conditional-id_option-2"') < html.index('name="missing"') < html.index("Planned start")

    def test_it_is_open_when_its_option_is_chosen(self) -> None:
        assert "conditional--hidden" in render("{{ form|crispy }}", form=AnswerForm({"option": "yes"}))
        assert "conditional--hidden" not in render("{{ form|crispy }}", form=AnswerForm({"option": "partly"}))


class TestHidden:
    @pytest.mark.parametrize("value", [None, "", 7, 1.5, True, SCRIPT, 'it\'s "so" & so'])
    @pytest.mark.parametrize("attrs", [{}, {"id": "own"}, {"data-x": '"1"', "disabled": True, "hidden": False}])
    @pytest.mark.parametrize("auto_id", ["id_%s", False])
    @pytest.mark.parametrize("more", [{}, {"disabled": True}, {"show_hidden_initial": True}, {"localize": True}])
    def test_they_are_as_django_renders_them(
        self, value: Any, attrs: dict[str, Any], auto_id: str | bool, more: Any
    ) -> None:
        form = forms.Form(initial={"f": value}, auto_id=auto_id, prefix="one")
        form.fields["f"] = forms.Field(widget=forms.HiddenInput(attrs), **more)
        assert field_html(form["f"]) == str(form["f"])

    def test_several_values_are_left_to_django(self) -> None:
        form = forms.Form(initial={"f": ["a", "b"]})
        form.fields["f"] = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.MultipleHiddenInput)
        assert field_html(form["f"]).count("<input") == 2


class TestText:
    @pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea, forms.RadioSelect, forms.CheckboxInput])
    def test_labels_hints_options_and_values_are_escaped(self, widget: type[forms.Widget]) -> None:
        form = forms.Form({"f": SCRIPT})
        form.fields["f"] = forms.Field(label=SCRIPT, help_text=SCRIPT, widget=widget)
        if widget is forms.RadioSelect:
            form.fields["f"] = forms.ChoiceField(label=SCRIPT, choices=[(SCRIPT, SCRIPT)], widget=widget)
        form.add_error("f", SCRIPT)
        html = render("{{ form|as_crispy_errors }}{% crispy form %}", form=form)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html

    def test_html_parameter_is_escaped_unless_it_is_marked_safe(self) -> None:
        assert "<b>" not in component("inset-text", {"html": "<b>typed</b>"})
        assert "<b>" in component("inset-text", {"html": mark_safe("<b>ours</b>")})

    def test_attributes_cannot_be_slipped_in_as_a_string(self) -> None:
        assert 'onclick="x"' not in component("button", {"text": "Save", "attributes": ' onclick="x"'})

    def test_translations_are_texts(self) -> None:
        assert "Save" in component("button", {"text": _("Save")})

    def test_browser_does_not_cut_off_what_is_pasted(self) -> None:
        assert "maxlength=" not in render("{{ form|crispy }}", form=AnswerForm()).replace("data-maxlength", "")

    def test_number_is_a_text_box_that_keeps_what_was_typed(self) -> None:
        form = forms.Form({"cost": "twelve"})
        form.fields["cost"] = forms.DecimalField()
        html = render("{{ form.cost|as_crispy_field }}", form=form)
        assert 'type="text"' in html
        assert 'value="twelve"' in html


class TestDates:
    @pytest.mark.parametrize(
        ("month", "number"),
        [
            *((month, 3) for month in ("3", "03", "March", "mar", "MARCH", "Mar.", "Mawrth", "\u200e3 ")),
            *((month, 9) for month in ("9", "Sep", "Sept", "sept.", "September", "SEPT", "Medi", "medi")),
            *((month, number) for number, names in enumerate(MONTH_NAMES, start=1) for month in names),
            *((name[:3].title(), number) for number, names in enumerate(MONTH_NAMES, start=1) for name in names),
        ],
    )
    def test_month_is_a_number_or_a_name(self, month: str, number: int) -> None:
        assert DateField().clean(["27", month, "2027"]) == date(2027, number, 27)

    @pytest.mark.parametrize(
        "text", ["27/3/2027", "27-03-27", "27 Mar 2027", "27 mawrth 2027", "27.3.27", "2027-03-27"]
    )
    def test_date_in_one_box(self, text: str) -> None:
        assert read_date(text) == date(2027, 3, 27)

    @pytest.mark.parametrize(
        "text",
        ["", "31/2/2027", "27/3", "27/3/202", "3/27/2027", "27 xyz 2027", "٢٧/٣/٢٠٢٧", "2027-3-27", "27 ma 2027"],
    )
    def test_no_date_in_one_box(self, text: str) -> None:
        assert read_date(text) is None

    @pytest.mark.parametrize(
        ("typed", "message", "wrong"),
        [
            (["", "3", "2027"], "The date must include a day", {"day"}),
            (["27", "", "2027"], "The date must include a month", {"month"}),
            (["27", "3", " "], "The date must include a year", {"year"}),
            (["27", "3", "27"], "The year must have 4 numbers", {"year"}),
            (["31", "2", "2027"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["27", "Octember", "2027"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["x", "3", "2027"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["1", "1", "0000"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["1_0", "3", "2027"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["27", "Se", "2027"], "Enter a real date, like 27 3 2027", {"day", "month", "year"}),
            (["27", "3", "٢٠٢٧"], "Use the digits 0 to 9 in a date, like 27 3 2027", {"year"}),
            (["２7", "३", "2027"], "Use the digits 0 to 9 in a date, like 27 3 2027", {"day", "month"}),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, typed: list[str], message: str, wrong: set[str]
    ) -> None:
        names = [f"starts_on-{part}" for part in ("day", "month", "year")]
        form = AnswerForm({"option": "yes", **dict(zip(names, typed, strict=True))})
        assert form.errors["starts_on"] == [message]
        html = render("{{ form.starts_on|as_crispy_field }}", form=form)
        assert html.count("govuk-input--error") == len(wrong)
        assert all(f'value="{text}"' in html for text in typed if text.strip())
        first = next(part for part in ("day", "month", "year") if part in wrong)
        assert f'href="#id_starts_on-{first}"' in render("{{ form|as_crispy_errors }}", form=form)

    def test_nothing_is_no_date(self) -> None:
        assert DateField(required=False).clean(["", " ", ""]) is None
        with pytest.raises(forms.ValidationError, match="Enter a date"):
            DateField().clean(["", "", ""])

    def test_initial_date_fills_the_boxes_and_counts_as_unchanged(self) -> None:
        form = AnswerForm(initial={"starts_on": date(2027, 3, 27)})
        html = render("{{ form.starts_on|as_crispy_field }}", form=form)
        assert 'value="27"' in html
        assert 'value="2027"' in html
        assert not DateField().has_changed(date(2027, 3, 27), ["27", "3", "2027"])


class TestForms:
    def test_whole_form_has_token_fields_and_buttons_but_no_summary(self) -> None:
        form = AnswerForm({})
        helper = FormHelper()
        helper.add_input(Submit("save", "Save"))
        helper.add_input(Submit("later", "Come back later", css_class="govuk-button--secondary"))
        html = render("{% crispy form helper %}", form=form, helper=helper, csrf_token="token-of-the-page")
        assert "token-of-the-page" in html
        assert "novalidate" in html
        assert 'type="hidden" name="typed_by"' in html
        assert 'class="govuk-button govuk-button--secondary"' in html
        assert "btn" not in html
        assert "error-summary" not in html

    def test_layout_of_fieldset_and_box(self) -> None:
        helper = FormHelper()
        helper.layout = Layout(Fieldset("When", "starts_on"), Div("option", css_class="app-box"))
        html = render("{% crispy form helper %}", form=AnswerForm(), helper=helper, csrf_token="t")
        assert "govuk-fieldset__legend--m" in html
        assert 'class="app-box"' in html

    def test_summary_of_several_forms_and_errors_of_no_field(self) -> None:
        one, other = AnswerForm({}, prefix="one"), AnswerForm({}, prefix="other")
        one.add_error(None, "These two do not fit together")
        html = render("{% govuk_errors forms %}{% error_prefix forms %}", forms=[one, other])
        assert "There is a problem" in html
        assert "These two do not fit together" in html
        assert 'href="#id_one-option"' in html
        assert 'href="#id_other-option"' in html
        assert html.endswith("Error: ")

    def test_nothing_wrong_says_nothing(self) -> None:
        assert render("{% govuk_errors form %}{% error_prefix form %}", form=AnswerForm()) == ""

    def test_two_errors_of_one_field_are_both_shown(self) -> None:
        form = AnswerForm({"option": "yes"})
        form.add_error("missing", "First")
        form.add_error("missing", "Second")
        assert "First<br>Second" in render("{% crispy form %}", form=form, csrf_token="t")

    def test_formset_is_its_forms(self) -> None:
        formset = formset_factory(AnswerForm, extra=2)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"})
        html = render("{{ formset|crispy }}{{ formset|as_crispy_errors }}", formset=formset)
        assert "form-TOTAL_FORMS" in html
        assert "form-1-option" in html

    def test_counter_speaks_the_readers_language(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govuk.counter.gettext", lambda text: f"cy: {text}")
        html = render("{{ form.option|as_crispy_field }}", form=AnswerForm())
        assert 'data-i18n.characters-under-limit.one="cy: You have %{count} character remaining"' in html
        assert "cy: You can enter up to 5000 characters" in html
