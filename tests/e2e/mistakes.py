"""Every form, sent with something wrong in it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.cases import RAISED, SHARED
from tests.e2e.pages import ALREADY, APPROVED, BUSES, EQUIPMENT, HOMES, HUB, NETWORK, WARDENS


@dataclass(frozen=True)
class Mistake:
    """A form sent with something wrong in it: `typed` is put into fields by their labels, then the button is pressed."""

    person: str | None
    address: str
    button: str
    says: str
    typed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.person or 'nobody'} {self.address}"


TOO_LONG = ("too long " * 600).strip()
MISTAKES = [
    Mistake(None, "/sign-in/", "Sign in", "Enter your password", (("Email address", "nobody"),)),
    Mistake(None, "/verify/", "Verify the file", "Choose the PDF to verify"),
    Mistake(None, "/verify/", "Verify the fingerprint", "Write the reference like PR-0001", (("Reference", "X"),)),
    Mistake("officer", "/partnerships/new/", "Start the partnership", "Enter a name for the partnership"),
    Mistake(
        "officer",
        "/partnerships/PR-0005/edit/",
        "Save the details",
        "Enter the cost in whole pounds",
        (("What will it cost the council a year?", "a lot"), ("What is it for?", TOO_LONG)),
    ),
    Mistake("officer", f"/partnerships/{SHARED[True].reference}/screening/", "Save", "Select yes or no"),
    Mistake("officer", "/partnerships/PR-0005/people/", "Add the person", "Enter an email address"),
    Mistake(
        "officer", f"{HOMES}questions/skills/evidence/", "Attach the evidence", "Select whether it is a link or a file"
    ),
    Mistake(
        "officer2",
        f"{BUSES}questions/skills/assign/",
        "Save",
        "Enter a real date",
        (("Day", "40"),),
    ),
    Mistake("officer2", f"{BUSES}questions/novelty/ask/", "Send", "Select whom you ask"),
    Mistake("officer2", f"{BUSES}conversations/1/ask/", "Ask them", "Select whom you ask"),
    Mistake("legal", f"{BUSES}conversations/1/", "Send", "Write your reply"),
    Mistake("officer2", f"{BUSES}conversations/1/reopen/", "Reopen it", "Say what is still open"),
    Mistake("officer", f"{HOMES}withdraw/", "Withdraw the assessment", "Say why the assessment is withdrawn"),
    Mistake(
        "officer2",
        f"{NETWORK}questions/interests-protected/",
        "Save and continue",
        "must be 5,000 characters or fewer",
        (("Why is this your answer?", TOO_LONG),),
    ),
    Mistake(
        "officer2",
        f"{NETWORK}sections/1.4.2/",
        "Save and continue",
        "must be 5,000 characters or fewer",
        (("Reason: Which time limits apply, and why?", TOO_LONG),),
    ),
    Mistake(
        "manager", f"{EQUIPMENT}questions/partners-agree/treat/", "Save the treatment", "Select how you deal with it"
    ),
    Mistake("manager", f"{EQUIPMENT}questions/skills/raise/", "Raise the flag", "Say why you raise the flag"),
    Mistake(
        "manager2",
        f"{RAISED.address}questions/skills/withdraw-flag/",
        "Withdraw the flag",
        "Say why the flag is withdrawn",
    ),
    Mistake(
        "manager",
        f"{EQUIPMENT}questions/skills/opinion/",
        "Save the second opinion",
        "Select an answer that is not the officer’s",
    ),
    Mistake(
        "officer",
        f"{HOMES}replies/",
        "Save the replies",
        "must be 5,000 characters or fewer",
        (("Your reply about G8", TOO_LONG),),
    ),
    Mistake("manager", f"{EQUIPMENT}refer/", "Ask for a referral", "Say why the case should be referred"),
    Mistake("secretary", f"{HUB}issue/", "Issue the report", "Confirm that you have read the public edition"),
    Mistake(
        "secretary", "/partnerships/PR-0004/issues/1/withdraw/", "Withdraw the public edition", "Say why it should not"
    ),
    Mistake("monitoring", f"{WARDENS}referral/", "Send your answer", "Select whether you confirm the referral"),
    Mistake("manager", "/register/new/", "Put it on the register", "Enter its name"),
    Mistake(
        "manager",
        f"/register/{ALREADY}/change/",
        "Save the details",
        "Enter the cost in whole pounds",
        (("What does it cost the council a year?", "a lot"),),
    ),
    Mistake("manager", "/register/import/", "Upload and continue", "Choose a CSV file"),
    Mistake("secretary", "/meetings/new/", "Add the meeting", "Enter the name of the meeting"),
    Mistake(
        "secretary",
        "/meetings/2/change/",
        "Save the meeting",
        "must be 150 characters or fewer",
        (("What is it called?", TOO_LONG[:200]),),
    ),
    Mistake("secretary", "/meetings/2/cancel/", "Cancel the meeting", "Say why the meeting is cancelled"),
    Mistake("manager", f"{HUB}reopen/", "Reopen the case", "Say why the case is reopened"),
    Mistake("secretary", "/assessments/6/decide/", "Continue", "Select what was decided"),
    Mistake(
        "contributor",
        f"{APPROVED}conditions/1/complete/",
        "Record that it is met",
        "Say what was done to meet the condition",
    ),
    Mistake("manager", f"{APPROVED}conditions/2/reopen/", "Ask for it again", "Say why the condition is not met"),
    Mistake("manager", f"{APPROVED}conditions/1/amend/", "Save the change", "Say why it changes"),
    Mistake("contributor", f"{APPROVED}end/", "End the partnership", "Enter the date on which it ended"),
    Mistake("manager", f"{EQUIPMENT}return/", "Return the case", "Say what is to be put right"),
    Mistake(
        "officer",
        f"{HOMES}implications/hr/",
        "Save",
        "Enter the date on which they were asked",
        (("Who was asked?", "Head of human resources"),),
    ),
    Mistake("officer", f"{HOMES}interests/", "Declare", "Select yes if you have an interest"),
    Mistake("officer", f"{HOMES}exempt/cost/", "Mark as exempt", "Select the paragraph that applies"),
]
