"""Every page of the site, who looks at it and where.

On a new database the first six cases of the demonstration are the assessments 1 to 6 and PR-0001 to PR-0006.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.e2e.cases import RAISED, SUBMITTED
from tests.e2e.drafts import DRAFTS


@dataclass(frozen=True)
class Row:
    """One visit: `person` is None for whoever is not signed in."""

    person: str | None
    address: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.person or 'nobody'} {self.address}"


EQUIPMENT, HUB, NETWORK, BREAKS, HOMES = (f"/assessments/{number}/" for number in range(1, 6))
# The second round of PR-0008, with a conversation and an assignment.
BUSES = "/assessments/9/"
WARDENS = "/assessments/14/"
# PR-0016, which went on from version 1.0 to 1.1.
BUS = "/assessments/16/"
ALREADY = "PR-0013"
APPROVED = "/partnerships/PR-0004/"

# By the name of the address. A page that looks different to different people, or in another state, has several rows.
PAGES: dict[str, list[Row]] = {
    **{name: [Row(*visit) for visit in visits] for name, visits in DRAFTS.items()},
    "account_login": [Row(None, "/sign-in/")],
    "password-reset": [Row(None, "/password/")],
    "password-reset-sent": [Row(None, "/password/sent/")],
    "password-link": [Row(None, "/password/link/")],
    "account_reset_password_from_key": [Row(None, "/password/1-no-such-key/")],
    "account": [Row("officer", "/account/")],
    "password-change": [Row("officer", "/account/password/")],
    "sessions": [Row("officer", "/account/sessions/")],
    "mfa_index": [Row("officer", "/account/second-factor/")],
    "mfa_activate_totp": [Row("officer", "/account/second-factor/app/")],
    "mfa_deactivate_totp": [Row("officer", "/account/second-factor/app/remove/", 404)],
    "mfa_add_webauthn": [Row("officer", "/account/second-factor/passkeys/add/")],
    "mfa_remove_webauthn": [Row("officer", "/account/second-factor/passkeys/1/remove/", 404)],
    "mfa_view_recovery_codes": [Row("officer", "/account/second-factor/codes/", 404)],
    "mfa_generate_recovery_codes": [Row("officer", "/account/second-factor/codes/new/")],
    "account_reauthenticate": [Row("officer", "/account/confirm/?next=/account/")],
    "second-factor-remove": [Row("admin", "/people/2/second-factor/", 409)],
    # Those of the council's own sign-in, which has a test of its own: tests/e2e/test_provider.py.
    "provider-sign-in": [Row(None, "/sign-in/council/", 404)],
    "provider-callback": [Row(None, "/sign-in/council/callback/", 404)],
    "provider-confirm": [Row("officer", "/account/confirm/council/", 404)],
    "group-roles": [Row("admin", "/people/groups/", 404)],
    "group-role-add": [Row("admin", "/people/groups/add/", 404)],
    "group-roles-preview": [Row("admin", "/people/groups/preview/", 404)],
    "group-role-change": [Row("admin", "/people/groups/1/", 404)],
    "group-role-remove": [Row("admin", "/people/groups/1/remove/", 404)],
    "provider-unlink": [Row("admin", "/people/2/unlink/", 404)],
    "emergency-access": [Row("admin", "/people/2/emergency/", 404)],
    "invitation": [Row(None, "/invitation/", 410)],
    "people": [Row("admin", "/people/"), Row("admin", "/people/?text=manager")],
    "person": [Row("admin", "/people/2/")],
    "person-invite": [Row("admin", "/people/invite/")],
    "person-invite-again": [Row("admin", "/people/2/invite/", 409)],
    "role-grant": [Row("admin", "/people/2/roles/grant/")],
    "role-withdraw": [Row("admin", "/people/2/roles/2/withdraw/")],
    "sign-out": [Row("officer", "/sign-out/")],
    "mail-choice": [Row("officer", "/account/emails/")],
    "accessibility": [Row(None, "/accessibility/")],
    "privacy": [Row("officer", "/privacy/")],
    "verify": [Row(None, "/verify/"), Row("officer", "/verify/")],
    "checklist-list": [Row("editor", "/checklists/")],
    "checklist-openings": [Row("editor", "/checklists/partnership-readiness/open-to/")],
    "checklist-version": [
        Row("officer", "/checklists/partnership-readiness/1.0/"),
        Row("editor", "/checklists/partnership-readiness/1.0/"),
    ],
    "checklist-impact": [Row("editor", "/checklists/partnership-readiness/1.0/impact/")],
    "checklist-difference": [
        Row("officer", "/checklists/partnership-readiness/1.0/difference/"),
        Row("officer", "/checklists/partnership-readiness/1.1/difference/?with=1.0"),
    ],
    "checklist-require": [Row("editor", "/checklists/partnership-readiness/1.0/required/")],
    "my-work": [
        Row("officer", "/"),
        Row("officer2", "/"),
        Row("contributor", "/"),
        Row("manager", "/"),
        Row("legal", "/"),
        Row("admin", "/"),
    ],
    "partnerships": [Row("manager", "/partnerships/"), Row("officer2", "/partnerships/")],
    "partnership-start": [Row("officer", "/partnerships/start/"), Row("legal", "/partnerships/start/", 403)],
    "partnership-earlier": [Row("officer", "/partnerships/start/earlier/")],
    "partnership-new": [Row("officer", "/partnerships/new/"), Row("officer", "/partnerships/new/?copy=5")],
    "partnership": [Row("officer", "/partnerships/PR-0005/"), Row("auditor", "/partnerships/PR-0001/")],
    "partnership-edit": [Row("officer", "/partnerships/PR-0005/edit/")],
    "partnership-significance": [Row("officer", "/partnerships/PR-0005/significance/")],
    "partnership-round": [Row("officer", "/partnerships/PR-0011/round/")],
    "partnership-screening": [Row("officer2", "/partnerships/PR-0003/screening/")],
    "partnership-benefits": [Row("officer", "/partnerships/PR-0005/benefits/")],
    "meetings": [Row("secretary", "/meetings/"), Row("officer", "/meetings/")],
    "meeting-new": [Row("secretary", "/meetings/new/")],
    "meeting": [Row("secretary", "/meetings/2/"), Row("manager", "/meetings/2/"), Row("secretary", "/meetings/4/")],
    "meeting-change": [Row("secretary", "/meetings/2/change/"), Row("secretary", "/meetings/4/change/", 409)],
    "meeting-cancel": [Row("secretary", "/meetings/2/cancel/")],
    "meeting-ask": [Row("secretary", "/meetings/2/ask/"), Row("secretary", "/meetings/4/ask/", 409)],
    "meeting-pack": [Row("secretary", "/meetings/3/pack/"), Row("secretary", "/meetings/2/pack/")],
    "assessment-meeting": [Row("officer", f"{HOMES}meeting/")],
    "assessment-move": [Row("secretary", "/assessments/6/meeting/move/")],
    "deputy": [Row("manager", "/account/deputy/")],
    "deputy-end": [Row("manager", "/account/deputy/1/end/", 404)],
    "access-review": [Row("admin", "/people/access/"), Row("auditor", "/people/access/")],
    "account-trail": [Row("auditor", "/people/trail/"), Row("admin", "/people/trail/?kind=signed_in")],
    "account-close": [Row("admin", "/people/1/close/")],
    "account-open": [Row("admin", "/people/1/open/", 409)],
    "partnership-lead": [Row("manager", "/partnerships/PR-0005/lead/"), Row("admin", "/partnerships/PR-0005/lead/")],
    "person-add": [Row("officer", "/partnerships/PR-0005/people/")],
    "person-remove": [Row("officer", "/partnerships/PR-0005/people/17/remove/")],
    "audit": [Row("auditor", "/audit/"), Row("auditor", "/audit/?reference=PR-0005&kind=answered")],
    "audit-sample": [Row("auditor", "/audit/sample/"), Row("auditor", "/audit/sample/?size=3&seed=monday")],
    "flags": [Row("manager", "/flags/"), Row("manager2", "/flags/?severity=blocker")],
    "questions": [Row("manager", "/questions/"), Row("auditor", "/questions/?question=interests-protected")],
    "search": [
        Row("manager", "/search/"),
        Row("manager", "/search/?text=equipment+store"),
        Row("officer", "/search/?text=zebra"),
        Row("officer2", "/search/?text=%22", 422),
    ],
    "pictures": [Row("manager", "/pictures/"), Row("officer2", "/pictures/")],
    "assessment-decide": [Row("secretary", "/assessments/6/decide/")],
    "condition": [
        Row("contributor", f"{APPROVED}conditions/1/"),
        Row("manager", f"{APPROVED}conditions/2/"),
        Row("auditor", f"{APPROVED}conditions/2/"),
    ],
    "condition-complete": [Row("contributor", f"{APPROVED}conditions/1/complete/")],
    "condition-reopen": [Row("manager", f"{APPROVED}conditions/2/reopen/")],
    "condition-amend": [Row("manager", f"{APPROVED}conditions/1/amend/")],
    "condition-chase": [Row("manager", f"{APPROVED}conditions/1/chase/")],
    "partnership-end": [Row("contributor", f"{APPROVED}end/")],
    "register-new": [Row("manager", "/register/new/")],
    "register-import": [Row("manager", "/register/import/")],
    "register-import-columns": [Row("manager", "/register/import/1/", 404)],
    "register-import-check": [Row("manager", "/register/import/1/check/", 404)],
    "register-entry": [Row("manager", f"/register/{ALREADY}/"), Row("auditor", f"/register/{ALREADY}/")],
    "register-change": [Row("manager", f"/register/{ALREADY}/change/")],
    "register-review": [Row("manager", f"/register/{ALREADY}/review/")],
    "conditions": [Row("manager", "/conditions/"), Row("auditor", "/conditions/?standing=all")],
    "register": [Row("manager", "/register/"), Row("officer2", "/register/?ended=all")],
    "assessment": [
        Row("officer2", NETWORK),
        Row("officer", HOMES),
        Row("officer", EQUIPMENT),
        Row("legal", NETWORK),
        Row("contributor", BUSES),
        Row("contributor", f"{BUSES}?mine"),
        Row("officer2", BUS),
    ],
    "evidence": [Row("officer", f"{HOMES}evidence/"), Row("manager", f"{EQUIPMENT}evidence/")],
    "assessment-section": [
        Row("officer2", f"{NETWORK}sections/1.4.1/"),
        Row("officer2", f"{BUS}sections/1.4.1/"),
        Row("officer", f"{HOMES}sections/1.4.2/"),
        Row("manager", f"{EQUIPMENT}sections/1.4.2/"),
    ],
    "assessment-question": [
        Row("officer2", f"{NETWORK}questions/services-consulted/"),
        Row("officer2", f"{NETWORK}questions/existing-partnerships/"),
        Row("officer2", f"{NETWORK}questions/legal-basis/"),
        Row("officer", f"{HOMES}questions/customers-consulted/"),
        Row("officer", f"{EQUIPMENT}questions/alternatives/"),
        Row("officer2", f"{BUSES}questions/novelty/"),
        Row("officer2", f"{BUS}questions/evidence-of-need/"),
        Row("officer2", f"{BUS}questions/purpose-and-need/"),
    ],
    "question-assign": [Row("officer2", f"{BUSES}questions/skills/assign/")],
    "conversation-ask": [
        Row("officer2", f"{BUSES}questions/novelty/ask/"),
        Row("legal", f"{EQUIPMENT}questions/legal-basis/ask/"),
    ],
    "conversation": [
        Row("officer2", f"{BUSES}conversations/1/"),
        Row("legal", f"{BUSES}conversations/1/"),
        Row("auditor", f"{BUSES}conversations/1/"),
    ],
    "conversation-pass-on": [Row("officer2", f"{BUSES}conversations/1/ask/")],
    "conversation-resolve": [Row("officer2", f"{BUSES}conversations/1/resolve/")],
    "conversation-reopen": [Row("officer2", f"{BUSES}conversations/1/reopen/")],
    "evidence-add": [Row("officer", f"{HOMES}questions/skills/evidence/")],
    "evidence-remove": [Row("officer", f"{HOMES}evidence/1/remove/")],
    "assessment-check": [Row("officer2", f"{NETWORK}check/"), Row("officer", f"{HOMES}check/")],
    "assessment-upgrade": [Row("officer2", f"{NETWORK}upgrade/")],
    "assessment-upgrade-undo": [Row("officer2", f"{NETWORK}upgrade/undo/"), Row("officer2", f"{BUS}upgrade/undo/")],
    "assessment-submit": [Row("officer2", f"{NETWORK}submit/"), Row("officer", f"{HOMES}submit/")],
    "assessment-replies": [Row("officer", f"{HOMES}replies/")],
    "assessment-take-back": [
        Row("officer2", f"{SUBMITTED.address}take-back/"),
        Row("officer", f"{EQUIPMENT}take-back/", 409),
    ],
    "assessment-withdraw": [Row("officer", f"{HOMES}withdraw/")],
    "assessment-review": [
        Row("manager", f"{EQUIPMENT}review/"),
        Row("legal", f"{EQUIPMENT}review/"),
        Row("manager", f"{HUB}review/"),
        Row("manager2", f"{RAISED.address}review/"),
    ],
    "flag-treat": [
        Row("manager", f"{EQUIPMENT}questions/partners-agree/treat/"),
        Row("manager", f"{EQUIPMENT}questions/services-consulted/treat/"),
    ],
    "answer-confirm": [Row("legal", f"{EQUIPMENT}questions/legal-basis/confirm/")],
    "flag-raise": [Row("manager", f"{EQUIPMENT}questions/skills/raise/")],
    "flag-withdraw": [Row("manager2", f"{RAISED.address}questions/skills/withdraw-flag/")],
    "opinion-give": [Row("manager", f"{EQUIPMENT}questions/skills/opinion/")],
    "opinion-withdraw": [Row("manager2", f"{RAISED.address}questions/skills/withdraw-opinion/")],
    "answer-object": [Row("legal", f"{EQUIPMENT}questions/legal-basis/objection/")],
    "assessment-return": [Row("manager", f"{EQUIPMENT}return/")],
    "assessment-endorse": [Row("manager", f"{EQUIPMENT}endorse/")],
    "implications": [Row("officer", f"{HOMES}implications/"), Row("auditor", f"{EQUIPMENT}implications/")],
    "implication": [Row("officer", f"{HOMES}implications/finance/"), Row("legal", f"{EQUIPMENT}implications/legal/")],
    "interests": [Row("officer", f"{HOMES}interests/"), Row("auditor", f"{EQUIPMENT}interests/")],
    "exempt": [Row("officer", f"{HOMES}exempt/"), Row("auditor", f"{EQUIPMENT}exempt/")],
    "exempt-part": [
        Row("officer", f"{HOMES}exempt/cost/"),
        Row("manager", f"{EQUIPMENT}exempt/question:alternatives/"),
    ],
    "exempt-remove": [Row("manager", f"{EQUIPMENT}exempt/question:interests-protected/remove/")],
    "assessment-refer": [Row("manager", f"{EQUIPMENT}refer/")],
    "assessment-referral": [Row("monitoring", f"{WARDENS}referral/")],
    "assessment-issue": [Row("secretary", f"{HUB}issue/")],
    "assessment-public": [Row("secretary", f"{HUB}issue/public/")],
    "minute-correct": [Row("secretary", "/partnerships/PR-0004/issues/1/minute/")],
    "edition-withdraw": [Row("secretary", "/partnerships/PR-0004/issues/1/withdraw/")],
    "assessment-reopen": [Row("manager", f"{HUB}reopen/")],
    "issue": [Row("secretary", "/partnerships/PR-0004/issues/1/"), Row("auditor", "/partnerships/PR-0006/issues/1/")],
    "issue-report": [Row("auditor", "/partnerships/PR-0006/issues/2/public/")],
    "issue-summary": [Row("secretary", "/partnerships/PR-0004/issues/1/full/summary/")],
    "issue-paper": [
        Row("secretary", "/partnerships/PR-0004/issues/1/full/paper/"),
        Row("auditor", "/partnerships/PR-0006/issues/2/public/paper/"),
    ],
    "decision-notice": [
        Row("secretary", "/partnerships/PR-0004/issues/1/full/decision/"),
        Row("auditor", "/partnerships/PR-0009/issues/1/public/decision/"),
    ],
    "report": [
        Row("manager2", f"{RAISED.address}report/"),
        Row("officer", f"{EQUIPMENT}report/"),
        Row("officer2", f"{NETWORK}report/"),
    ],
    "since": [Row("officer", "/partnerships/PR-0001/since/"), Row("officer2", "/partnerships/PR-0003/since/")],
    "paper": [Row("officer", f"{EQUIPMENT}paper/"), Row("officer2", f"{NETWORK}paper/")],
}
# Pages of somebody who has a second factor: tests/e2e/test_second_factor.py sets one up and looks at them.
WITH_SECOND_FACTOR = {"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
# What no person looks at in the browser: a word for monitoring, files to download, and a part of a page.
NO_PAGES = {
    "healthz",
    "readyz",
    "security-txt",
    "evidence-file",
    "report-pdf",
    "paper-docx",
    "report-docx",
    "issue-docx",
    "issue-paper-docx",
    "issue-pdf",
    "meeting-pack-pdf",
    "issue-snapshot",
    "issue-summary-pdf",
    "decision-notice-pdf",
    "decision-notice-docx",
    "audit-jsonl",
    "audit-csv",
    "trail-jsonl",
    "trail-csv",
    "access-review-sheet",
    "account-trail-jsonl",
    "account-trail-csv",
    "register-sheet",
    "conditions-sheet",
    "flags-sheet",
    "checklist-impact-sheet",
    "questions-sheet",
    "partnerships-sheet",
    "condition-file",
    "blank-pdf",
    "blank-docx",
    "checklist-file",
    "preview-blank-docx",
    "preview-blank-pdf",
    "partnership-similar",
}

# The administration pages are Django's own; their addresses are not listed one by one.
ADMINISTRATION = [
    Row("admin", "/admin/"),
    Row("admin", "/admin/accounts/user/"),
    Row("admin", "/admin/accounts/user/1/change/"),
    Row("admin", "/admin/accounts/service/add/"),
    Row("admin", "/admin/accounts/rolegrant/"),
    Row("admin", "/admin/partnerships/implicationarea/"),
    Row("admin", "/admin/partnerships/implicationarea/1/change/"),
]

# Addresses that refuse: what is not there, or not for that person, or asked for in a wrong way.
REFUSALS = [
    Row("officer", "/no-such-page/", 404),
    Row("officer2", EQUIPMENT, 404),
    Row("admin", "/flags/", 403),
    Row("manager", f"{HOMES}submit/", 403),
    Row("manager", "/flags/?severity=grave", 422),
    Row("manager", "/partnerships/?page=0", 422),
    Row("manager", "/conditions/?month=soon", 422),
    Row("manager", "/questions/?question=unknown", 422),
]


def names_of_pages() -> set[str]:
    """Return the names of all our addresses; the administration pages are Django's own."""
    return {name for pattern in get_resolver().url_patterns for name in _names(pattern)}


def _names(pattern: URLPattern | URLResolver) -> set[str]:
    if isinstance(pattern, URLPattern):
        return {pattern.name or str(pattern.pattern)}
    if pattern.namespace == "admin":
        return set()
    return {name for inner in pattern.url_patterns for name in _names(inner)}
