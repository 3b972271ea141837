"""Nothing typed is lost, and no old text comes over a newer answer: Back, reload, other tabs, leaving, no connection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.browser import Chromium, judge
from tests.e2e.cases import TYPED
from tests.e2e.conftest import Visit
from tests.e2e.council import Council
from tests.e2e.steps import back, block, choose, follow, press, reason, sign_in

pytestmark = [pytest.mark.complete_browser, pytest.mark.any_database]

LATER = "Save and come back later"
WHY = "Why is this your answer?"
# The most pixels between a box and what is said of it.
NEAR = 120
# The words that an element lies over.
COVERED = """(element) => {
    const own = element.getBoundingClientRect();
    const isUnder = ({ top, bottom, height }) => top < own.bottom - 1 && bottom > own.top + 1 && height > 0;
    const words = [...element.closest("[data-autosave]").querySelectorAll("label, legend, .govuk-hint")];
    return words.filter((part) => isUnder(part.getBoundingClientRect())).map((part) => part.textContent);
}"""
SAVED = re.compile(r"^(Saved at \d\d:\d\d|Kept at \d\d:\d\d, not in effect yet)$")


def box(page: Page, code: str) -> Locator:
    return block(page, code).get_by_label(WHY, exact=True)


def state(page: Page, code: str) -> Locator:
    return block(page, code).get_by_role("status").filter(has_text=re.compile("."))


def stored(visit: Visit, address: str, code: str) -> str:
    """Return what a page that is opened anew shows."""
    return box(visit("contributor", address, js=False), code).input_value()


def by_back(page: Page, _address: str) -> Page:
    back(page)
    return page


def by_reload(page: Page, address: str) -> Page:
    page.goto(address)
    page.reload()
    return page


def by_duplicate(page: Page, address: str) -> Page:
    again = page.context.new_page()
    again.goto(address)
    return again


def cut(page: Page, address: str) -> None:
    """Let no save from the page reach the server, while it stands."""
    page.route(f"**{address}", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def cut_at_the_end(page: Page) -> None:
    """Let the page send nothing as it goes, either: no route sees that."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')); }")


# --- Old text and newer answers ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("comes_back", "key", "code"),
    [(by_back, "customer-benefit", "G2"), (by_reload, "alternatives", "G3"), (by_duplicate, "decision-makers", "G6")],
)
def test_old_text_never_stands_beside_a_newer_answer(
    visit: Visit, js: bool, comes_back: Callable[[Page, str], Page], key: str, code: str
) -> None:
    """Hannah saves and goes on, Tomos saves something else. She comes back and saves without a change: his text stands."""
    address = f"{TYPED[js].address}questions/{key}/"
    hannah, tomos = visit("officer", address, js=js), visit("contributor", js=js)
    label = "Reason: Which other ways did you look at, and why not?" if code == "G3" else WHY
    reason(hannah, code, "A1", label)
    press(hannah, LATER)
    tomos.goto(address)
    reason(tomos, code, "B1", label)
    press(tomos, LATER)
    hannah = comes_back(hannah, address)
    expect(hannah.get_by_label(label, exact=True)).to_have_value("B1")
    press(hannah, LATER)
    tomos.goto(address)
    expect(tomos.get_by_label(label, exact=True)).to_have_value("B1")


def test_page_that_the_browser_kept_whole(visit: Visit, council: Council, chromium: Chromium, js: bool) -> None:
    """Back may bring the very page back, with its text and its revision: the newer text is shown, or both are."""
    address = f"{TYPED[js].address}questions/purpose-and-need/"
    keeping = Chromium(chromium.kind, complete=True, without_flags=["--disable-back-forward-cache"])
    hannah = keeping.new_context(base_url=council.url, java_script_enabled=js).new_page()
    hannah.goto("/sign-in/")
    sign_in(hannah, "officer")
    hannah.goto(address)
    reason(hannah, "G1", "A1")
    press(hannah, LATER)
    tomos = visit("contributor", address, js=js)
    reason(tomos, "G1", "B1")
    press(tomos, LATER)
    back(hannah)
    press(hannah, LATER)
    both = hannah.get_by_role("heading", name=re.compile("at once$"))
    expect(both.or_(hannah.get_by_text("What you entered for G1 has been saved."))).to_be_visible()
    keeping.close()
    assert stored(visit, address, "G1") == "B1"


def test_section_reverts_nothing_that_was_not_changed(visit: Visit, js: bool) -> None:
    """Hannah saves G7 and G8 on the section's page, Tomos changes G8. She comes back and changes G7 alone."""
    address = f"{TYPED[js].address}sections/1.4.1/"
    hannah, tomos = visit("officer", address, js=js), visit("contributor", js=js)
    reason(hannah, "G7", "A1")
    reason(hannah, "G8", "A1")
    press(hannah, LATER)
    tomos.goto(f"{TYPED[js].address}questions/customers-consulted/")
    reason(tomos, "G8", "B1")
    press(tomos, LATER)
    back(hannah)
    reason(hannah, "G7", "A2")
    press(hannah, LATER)
    expect(hannah.get_by_role("heading", level=1)).to_contain_text("Warm rooms")
    tomos.goto(address)
    expect(box(tomos, "G7")).to_have_value("A2")
    expect(box(tomos, "G8")).to_have_value("B1")


def test_what_was_saved_is_not_sent_again_over_what_another_saved(visit: Visit) -> None:
    """Hannah's button saves L6 before the page does, and the next page is cut off as it sends again what it had kept.

    Tomos changes L6. She comes back: his text stands there, and nothing asks her to choose.
    """
    address = f"{TYPED[True].address}questions/pre-agreement/"
    hannah, tomos = visit("officer", address), visit("contributor", address)
    is_cut = [False]

    def automatic(route: Route) -> None:
        if is_cut[0] and "x-autosave" in route.request.headers:
            route.abort()
        else:
            route.continue_()

    hannah.context.route(f"**{address}", automatic)
    box(hannah, "L6").fill("Signed at once.")
    is_cut[0] = True
    press(hannah, LATER)
    expect(hannah.get_by_role("heading", level=1)).to_contain_text("Warm rooms")
    tomos.reload()
    reason(tomos, "L6", "Not signed.")
    press(tomos, LATER)
    expect(tomos.get_by_role("heading", level=1)).to_contain_text("Warm rooms")
    is_cut[0] = False
    hannah.goto(address)
    expect(box(hannah, "L6")).to_have_value("Not signed.")
    expect(hannah.get_by_role("definition").filter(has_text="Signed at once.")).to_have_count(0)
    hannah.reload()
    expect(box(hannah, "L6")).to_have_value("Not signed.")
    assert stored(visit, address, "L6") == "Not signed."


def test_page_in_two_tabs_saves_once(visit: Visit) -> None:
    """Two tabs hold one page, byte for byte, as a restored tab may: the second that saves is shown both texts."""
    address = f"{TYPED[True].address}questions/representation/"
    first = visit("officer", None)
    kept: dict[str, str] = {}

    def same(route: Route) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        kept.setdefault("page", route.fetch().text())
        route.fulfill(body=kept["page"], content_type="text/html")

    first.context.route(f"**{address}", same)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(address)
    reason(first, "G9", "First tab")
    expect(state(first, "G9")).to_have_text(SAVED)
    with second.expect_response(lambda answer: answer.status == 409):
        reason(second, "G9", "Second tab")
    for text in ("First tab", "Second tab"):
        expect(second.get_by_role("definition").filter(has_text=text)).to_be_visible()
    second.close()


# --- Leaving ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["All questions", "My work", "next", "close", "reload"])
def test_leaving_at_once_saves(visit: Visit, way: str) -> None:
    """Hannah types and is gone before the page has saved by itself."""
    address = f"{TYPED[True].address}questions/authority/"
    page = visit("officer", address)
    text = f"Left by {way}"
    box(page, "G10").press_sequentially(text)
    if way == "close":
        page.close(run_before_unload=True)
    elif way == "reload":
        page.reload()
    elif way == "next":
        page.get_by_role("link", name=re.compile("^Next")).click()
    else:
        page.get_by_role("link", name=way, exact=True).first.click()
    other = visit("contributor", address, js=False)
    for _attempt in range(20):
        if box(other, "G10").input_value().startswith(text):
            break
        other.wait_for_timeout(250)
        other.reload()
    expect(box(other, "G10")).to_have_value(re.compile(f"^{text}"))


def test_two_questions_of_a_section_are_saved_on_leaving(visit: Visit) -> None:
    page = visit("officer", f"{TYPED[True].address}sections/1.4.2/")
    for code in ("L3", "L4"):
        block(page, code).get_by_label("Finding").fill(f"Found for {code}")
    follow(page.get_by_role("navigation", name="Menu"), "My work")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for key, code in (("time-limits", "L3"), ("no-accidental-contract", "L4")):
        page.goto(f"{TYPED[True].address}questions/{key}/")
        expect(block(page, code).get_by_label("Finding")).to_have_value(f"Found for {code}")


def test_a_page_asked_for_before_a_save_shows_what_was_saved(visit: Visit) -> None:
    """The page that follows a save that was sent on leaving may have been made before the save was."""
    address = f"{TYPED[True].address}questions/representation/"
    page = visit("officer", address)
    before = page.context.request.get(address).text()
    box(page, "G9").fill("Saved meanwhile")
    box(page, "G9").blur()
    page.wait_for_function("() => !(sessionStorage.getItem('kept') ?? '').includes('Saved meanwhile')")
    page.route(f"**{address}", lambda route: route.fulfill(body=before, content_type="text/html"), times=1)
    page.goto(address)
    expect(box(page, "G9")).to_have_value("Saved meanwhile")


# --- Without a connection ----------------------------------------------------------------------------------------------------
def test_without_a_connection_it_is_kept_and_sent_again(visit: Visit) -> None:
    """On a phone, without a connection: the box itself says so, in sight. What was typed comes back and is sent by itself."""
    address = f"{TYPED[True].address}questions/skills/"
    phone = visit("officer", address, viewport={"width": 375, "height": 667}, has_touch=True)
    box(phone, "G11").click()
    phone.context.set_offline(True)
    box(phone, "G11").press_sequentially("Typed on the train")
    said = state(phone, "G11")
    expect(said).to_have_text("Not saved yet: there is no connection. It is kept and sent again by itself.")
    expect(said).to_be_in_viewport()
    words, typed = said.bounding_box(), box(phone, "G11").bounding_box()
    assert words
    assert typed
    assert abs(words["y"] - typed["y"] - typed["height"]) < NEAR
    judge(phone)
    phone.context.set_offline(False)
    expect(said).to_have_text(SAVED)
    assert stored(visit, address, "G11") == "Typed on the train"


def test_kept_text_comes_back_on_a_new_page_and_newer_text_stays(visit: Visit) -> None:
    """The server cannot be reached and the tab is reloaded: the text is there. Tomos's newer answer is shown beside it."""
    address = f"{TYPED[True].address}questions/interests-protected/"
    page = visit("officer", address)
    page.on("dialog", lambda dialog: dialog.accept())
    cut(page, address)
    box(page, "G12").press_sequentially("Mine, kept")
    expect(state(page, "G12")).to_contain_text("there is no connection")
    cut_at_the_end(page)
    page.reload()
    expect(box(page, "G12")).to_have_value("Mine, kept")
    expect(state(page, "G12")).to_contain_text("there is no connection")
    cut_at_the_end(page)
    follow(page.get_by_role("navigation", name="Menu"), "My work")
    expect(page.get_by_text("Not everything that you typed is saved.")).to_be_visible()
    judge(page)
    tomos = visit("contributor", address)
    expect(box(tomos, "G12")).to_have_value("")
    reason(tomos, "G12", "Theirs")
    expect(state(tomos, "G12")).to_have_text(SAVED)
    page.unroute(f"**{address}")
    page.locator("#kept").get_by_role("link", name="G12").click()
    expect(page.get_by_role("heading", name="Two people answered G12 at once")).to_be_visible()
    for text in ("Mine, kept", "Theirs"):
        expect(page.get_by_role("definition").filter(has_text=text)).to_be_visible()
    press(page, "Keep mine")
    assert stored(visit, address, "G12") == "Mine, kept"
    page.goto("/")
    expect(page.get_by_text("Not everything that you typed is saved.")).to_be_hidden()


def test_kept_text_is_gone_at_sign_out_and_for_somebody_else(visit: Visit) -> None:
    """Nobody finds in the tab what somebody else typed there, whether that person signed out or not."""
    address = f"{TYPED[True].address}questions/existing-partnerships/"
    for has_signed_out in (True, False):
        page = visit(None, "/sign-in/")
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "officer")
        page.goto(address)
        cut(page, address)
        box(page, "G4").press_sequentially("Secret")
        expect(state(page, "G4")).to_contain_text("there is no connection")
        assert "Secret" in page.evaluate("JSON.stringify(sessionStorage)")
        if has_signed_out:
            press(page, "Sign out")
            expect(page).to_have_url(re.compile("/sign-in/"))
            assert "Secret" not in page.evaluate("JSON.stringify(sessionStorage)")
        page.context.clear_cookies(name="sessionid")
        page.goto("/sign-in/")
        sign_in(page, "contributor")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.wait_for_function("() => !JSON.stringify(sessionStorage).includes('Secret')")


def test_arrowing_through_options_saves_the_last(visit: Visit) -> None:
    page = visit("officer", f"{TYPED[True].address}questions/novelty/")
    group = block(page, "L5").get_by_role("group").first
    group.get_by_role("radio").first.focus()
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    expect(state(page, "L5")).to_have_text(SAVED)
    page.reload()
    expect(group.get_by_role("radio").nth(2)).to_be_checked()


def test_arrowing_through_options_tells_nobody(visit: Visit, council: Council) -> None:
    """Talks have started. Hannah goes through the options by keyboard: the page says who is told once she saves."""
    page = visit("officer", f"{TYPED[True].address}questions/prior-approval/")
    choose(page, "L2", "Yes", fact="Have talks or bids already started?")
    group = block(page, "L2").get_by_role("group").first
    group.get_by_role("radio").first.focus()
    for option in ("Done, approval was obtained", "Needed, not yet obtained", "Not considered"):
        page.keyboard.press("ArrowDown")
        expect(group.get_by_label(option, exact=True)).to_be_checked()
        expect(state(page, "L2")).to_have_text(SAVED)
        waits = page.get_by_text("Saving tells the monitoring officer.", exact=True)
        expect(waits).to_have_count(1 if option.startswith("Needed") else 0)
    judge(page)
    press(page, LATER)
    assert "monitoring@" not in council.mails()


# --- What is answered ---------------------------------------------------------------------------------------------------
def test_the_counts_follow_what_saves_itself(visit: Visit) -> None:
    """Hannah gives an answer, and the page counts it, once aloud. She goes on typing: nothing more is said of the counts."""
    page = visit("officer", f"{TYPED[True].address}questions/partners-agree/")
    counts, said = page.locator("#progress"), page.locator("#progress-said")
    expect(said).to_have_text("")
    before = counts.inner_text()
    choose(page, "G7", "Yes")
    reason(page, "G7", "They all signed.")
    expect(state(page, "G7")).to_have_text(SAVED)
    expect(counts).not_to_have_text(before, use_inner_text=True)
    expect(said).to_have_text(re.compile(r"^Answered \d+ of 18 General issues: \d+ of 12$"))
    page.evaluate("() => { document.getElementById('progress-said').textContent = ''; }")
    with page.expect_response(lambda response: response.request.method == "POST"):
        box(page, "G7").press_sequentially(" In May.")
    expect(state(page, "G7")).to_have_text(SAVED)
    expect(said).to_have_text("")


# --- A fact that depends on another one ----------------------------------------------------------------------------------------
def test_dependent_fact_shows_once_its_fact_is_yes(visit: Visit, js: bool) -> None:
    page = visit("officer", f"{TYPED[js].address}questions/services-consulted/", js=js)
    asked = "Has any service objected?"
    details = page.get_by_label("Fact: Which service, and why? (optional)", exact=True)
    group = page.get_by_role("group").filter(has=page.get_by_text(f"Fact: {asked}", exact=True))
    for option in group.get_by_role("radio").all():
        expect(option).not_to_be_checked()
    if js:
        expect(details).to_be_hidden()
        choose(page, "G5", "Yes", fact=asked)
        judge(page)
    details.fill("Transport")
    choose(page, "G5", "Not known yet", fact=asked)
    press(page, LATER)
    back(page)
    expect(group.get_by_label("Not known yet")).to_be_checked()


def test_what_is_said_of_saving_is_printed_over_no_words(visit: Visit) -> None:
    """Wherever the window ends: at the label of the reason, which was changed last, or within the answers above it."""
    address = f"{TYPED[True].address}questions/services-consulted/"
    page = visit("officer", None, viewport={"width": 375, "height": 420})
    cut(page, address)
    page.goto(address)
    for is_reason in (False, True):
        reason(page, "G5", "Some.") if is_reason else choose(page, "G5", "Partly")
        expect(state(page, "G5")).to_contain_text("Not saved yet")
        for at in ("legend", "label[for$=reason]", "textarea", ".govuk-radios__item:last-of-type"):
            page.locator(f"[data-autosave] {at}").first.evaluate("(part) => part.scrollIntoView({ block: 'end' })")
            assert state(page, "G5").evaluate(COVERED) == [], at
