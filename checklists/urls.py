"""The URLs of checklists, below /checklists/. They do not change: others link to them."""

from django.urls import path

from checklists.views import changes, drafts, openings, publishing, questions, reading, sections

VERSION = "<slug:slug>/<str:number>/"
DRAFT = VERSION + "draft/"
SECTION = DRAFT + "sections/<int:section_id>/"
QUESTION = DRAFT + "questions/<slug:key>/"

urlpatterns = [
    path("", reading.checklists, name="checklist-list"),
    path("new/", drafts.new, name="checklist-new"),
    path("upload/", drafts.upload, name="checklist-upload"),
    path("<slug:slug>/open-to/", openings.openings, name="checklist-openings"),
    path(VERSION, reading.version, name="checklist-version"),
    path(VERSION + "checklist.yaml", reading.file, name="checklist-file"),
    path(VERSION + "difference/", reading.difference, name="checklist-difference"),
    path(VERSION + "start/", drafts.start, name="checklist-start"),
    path(VERSION + "retire/", publishing.retire, name="checklist-retire"),
    path(DRAFT, drafts.draft, name="draft"),
    path(DRAFT + "about/", drafts.about, name="draft-version"),
    path(DRAFT + "changes/", changes.changes, name="draft-changes"),
    path(DRAFT + "check/", publishing.check, name="draft-check"),
    path(DRAFT + "delete/", drafts.delete, name="draft-delete"),
    path(DRAFT + "lists/<slug:name>/", drafts.guide_list, name="draft-list"),
    path(DRAFT + "sections/new/", sections.add, name="draft-section-new"),
    path(SECTION, sections.change, name="draft-section"),
    path(SECTION + "move/", sections.move, name="draft-section-move"),
    path(SECTION + "remove/", sections.remove, name="draft-section-remove"),
    path(SECTION + "questions/new/", questions.add, name="draft-question-new"),
    path(QUESTION, questions.question, name="draft-question"),
    path(QUESTION + "texts/", questions.texts, name="draft-question-texts"),
    path(QUESTION + "options/", questions.options, name="draft-question-options"),
    path(QUESTION + "facts/", questions.facts, name="draft-question-facts"),
    path(QUESTION + "change/", changes.change, name="draft-question-change"),
    path(QUESTION + "rules/new/", questions.rule_add, name="draft-rule-new"),
    path(QUESTION + "rules/<int:place>/", questions.rule, name="draft-rule"),
    path(QUESTION + "rules/<int:place>/remove/", questions.rule_remove, name="draft-rule-remove"),
    path(QUESTION + "move/", questions.move, name="draft-question-move"),
    path(QUESTION + "remove/", questions.remove, name="draft-question-remove"),
]
