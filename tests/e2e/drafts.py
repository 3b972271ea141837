"""The pages on which checklists are written, who looks at them and where: the demonstration has a draft of version 2.0.

It begins with version 1.1, and its sections are the sixth to the eighth of a new database. The words of one question,
L5, are others, and nobody has decided what that means.
"""

DRAFT, PREVIEW = (f"/checklists/partnership-readiness/2.0/{page}/" for page in ("draft", "preview"))

DRAFTS: dict[str, list[tuple[str, str]]] = {
    "checklist-new": [("editor", "/checklists/new/")],
    "checklist-upload": [("editor", "/checklists/upload/")],
    "checklist-start": [("editor", "/checklists/partnership-readiness/1.0/start/")],
    "checklist-retire": [("editor", "/checklists/partnership-readiness/1.0/retire/")],
    "draft": [("editor", DRAFT)],
    "draft-version": [("editor", f"{DRAFT}about/")],
    "draft-changes": [("editor", f"{DRAFT}changes/")],
    "draft-delete": [("editor", f"{DRAFT}delete/")],
    "draft-check": [("editor", f"{DRAFT}check/"), ("editor2", f"{DRAFT}check/")],
    "draft-list": [("editor", f"{DRAFT}lists/risks/")],
    "draft-section-new": [("editor", f"{DRAFT}sections/new/")],
    "draft-section": [("editor", f"{DRAFT}sections/6/")],
    "draft-section-move": [("editor", f"{DRAFT}sections/6/move/")],
    "draft-section-remove": [("editor", f"{DRAFT}sections/6/remove/")],
    "draft-question-new": [("editor", f"{DRAFT}sections/6/questions/new/")],
    "draft-question": [("editor", f"{DRAFT}questions/novelty/"), ("editor", f"{DRAFT}questions/prior-approval/")],
    "draft-question-texts": [("editor", f"{DRAFT}questions/novelty/texts/")],
    "draft-question-options": [("editor", f"{DRAFT}questions/novelty/options/")],
    "draft-question-facts": [("editor", f"{DRAFT}questions/prior-approval/facts/")],
    "draft-question-change": [("editor", f"{DRAFT}questions/novelty/change/")],
    "draft-question-move": [("editor", f"{DRAFT}questions/novelty/move/")],
    "draft-question-remove": [("editor", f"{DRAFT}questions/novelty/remove/")],
    "draft-rule-new": [("editor", f"{DRAFT}questions/novelty/rules/new/")],
    "draft-rule": [("editor", f"{DRAFT}questions/prior-approval/rules/1/")],
    "draft-rule-remove": [("editor", f"{DRAFT}questions/prior-approval/rules/1/remove/")],
    "preview": [("editor", f"{PREVIEW}")],
    "preview-question": [("editor", f"{PREVIEW}questions/prior-approval/")],
}
