"""What a file that is an agenda pack, or holds pages of one, proves of the pack as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.canonical import canonical, printed
from accounts.series import all_of
from partnerships.files.pages import PdfPage
from partnerships.models import AgendaPack, IssueEdition
from partnerships.reports.pack import file_name_of
from verification import records, words
from verification.evidence import Evidence
from verification.page_words import Naming, sentences_of
from verification.pages import Known, Stand, Tally, compare, in_place_of_missing
from verification.verdict import PackFinding


def about_pack(pack: AgendaPack, editions: Sequence[IssueEdition]) -> tuple[str, ...]:
    """Return which pack it is. The meeting is not named: whoever asks may have the key alone."""
    says = ngettext(
        "An agenda pack of %(count)s issue, %(edition)s edition, made on %(day)s.",
        "An agenda pack of %(count)s issues, %(edition)s edition, made on %(day)s.",
        len(editions),
    )
    parts = {"count": len(editions), "edition": pack.get_edition_display().lower()}
    return (says % {**parts, "day": date_format(localtime(pack.made_at), words.DAY)},)


def findings_of_packs(evidence: Evidence) -> tuple[PackFinding, ...]:
    """Return what the file proves of each pack that has a page of its own in it, a cover or contents, or says so."""
    best: dict[AgendaPack, tuple[Tally, Sequence[PdfPage]]] = {}
    for pack, known in evidence.packs:
        tally = _tally_of(pack, known, evidence)
        own = {number for number, page in enumerate(known, start=1) if not page.fingerprint}
        # Another version of the program made another file of the same pack.
        drawn = len(best[pack][0].of(Stand.DRAWN)) if pack in best else -1
        if any(one.number in own for one in tally.stood) and len(tally.of(Stand.DRAWN)) > drawn:
            filled = in_place_of_missing(tally.stood, total=len(known), pages=len(evidence.file.pages))
            best[pack] = (Tally(filled, len(known)), known)
    return tuple(_finding_of(pack, tally, known, evidence) for pack, (tally, known) in best.items())


def _finding_of(pack: AgendaPack, tally: Tally, known: Sequence[PdfPage], evidence: Evidence) -> PackFinding:
    editions = records.editions_of(pack)
    proved, unproved = sentences_of(tally, _naming(known, editions))
    attached_proved, attached_unproved = _attached(editions, evidence)
    other_pages = set(range(1, len(evidence.file.pages) + 1)) - {one.page for one in tally.stood}
    if other_pages:
        unproved += [_not_of_pack(other_pages)]
    return PackFinding(
        about=about_pack(pack, editions),
        proved=(*proved, *_words_as_issued(tally, evidence), *attached_proved),
        unproved=(*unproved, *attached_unproved),
        is_whole=tally.is_whole and not other_pages and not attached_unproved,
        tally=tally,
    )


def _tally_of(pack: AgendaPack, known: Sequence[PdfPage], evidence: Evidence) -> Tally:
    key = printed(pack.key)
    reports = {(page.fingerprint, page.number): place for place, page in enumerate(known, start=1) if page.fingerprint}

    def claimed(page: PdfPage) -> int | None:
        if page.key == key:
            return page.place
        return reports.get((page.fingerprint, page.number)) if page.place else None

    forms = {place: [page, *_issued(page, evidence)] for place, page in enumerate(known, start=1)}
    stood = compare(evidence.file.pages, Known(forms, len(known)), claimed)
    of_pack = {one.number for one in stood if not one.form}
    return Tally([one for one in stood if not one.form or one.number not in of_pack], len(known))


def _issued(page: PdfPage, evidence: Evidence) -> Sequence[PdfPage]:
    """Return the page of the issued file that a page of a pack repeats: somebody may have put that in its place."""
    return evidence.issued.get(page.fingerprint, ())[page.number - 1 : page.number]


def _naming(known: Sequence[PdfPage], editions: Sequence[IssueEdition]) -> Naming:
    names = {printed(edition.digest): words.issue_name(edition) for edition in editions}

    def page_of(place: int) -> str:
        page = known[place - 1] if 0 < place <= len(known) else PdfPage()
        if page.fingerprint not in names:
            return _("page %(place)s of the pack") % {"place": place}
        parts = {"number": page.number, "issue": names[page.fingerprint], "place": place}
        return _("page %(number)s of %(issue)s (page %(place)s of the pack)") % parts

    return Naming(
        page_of,
        drawn=_("exactly as in the pack that was made"),
        drawn_otherwise=_("exactly as in the file that was issued"),
    )


def _words_as_issued(tally: Tally, evidence: Evidence) -> list[str]:
    """Say how the words of the proved pages stand against the files that were issued: a later version lays out anew."""
    same: list[int] = []
    other: list[int] = []
    for one in tally.of(Stand.DRAWN):
        page = evidence.file.pages[one.page - 1]
        pages = evidence.issued.get(page.fingerprint, ())
        if pages:
            is_same = page.number <= len(pages) and pages[page.number - 1].words == (page.unlabelled or page.words)
            (same if is_same else other).append(one.page)
    found = []
    if same:
        says = _("On %(pages)s of the file, the words are those of the same pages of the issued files.")
        found.append(says % {"pages": words.page_list(same)})
    if other:
        says = _(
            "On %(pages)s of the file, the report was laid out anew for the pack, from the data that was issued: the words are "
            "not exactly those of the same pages of the issued file."
        )
        found.append(says % {"pages": words.page_list(other)})
    return found


def _attached(editions: Sequence[IssueEdition], evidence: Evidence) -> tuple[list[str], list[str]]:
    """Return what stands of the issued files that the pack has attached."""
    hashes = {one.sha256 for one in evidence.reading.attached}
    lacking = [edition for edition in editions if edition.pdf_sha256 not in hashes]
    proved, unproved = [], []
    if count := len(editions) - len(lacking):
        says = ngettext(
            "The issued file of %(count)s of its %(total)s issues is attached to it: not one byte differs.",
            "The issued files of %(count)s of its %(total)s issues are attached to it: not one byte differs.",
            count,
        )
        proved.append(says % {"count": count, "total": len(editions)})
    if lacking:
        says = _("Not attached to it as they were issued, though the pack had them: the files of %(issues)s.")
        unproved.append(says % {"issues": all_of([words.issue_name(edition) for edition in lacking])})
    return proved, unproved


def has_other_data(evidence: Evidence) -> bool:
    """Whether data is attached that calls itself that of an agenda pack, and is that of none that was handed out."""
    return any(
        not any(_is_data_of(pack, known, data) for pack, known in evidence.packs) for data in evidence.reading.manifests
    )


def _is_data_of(pack: AgendaPack, known: Sequence[PdfPage], data: bytes) -> bool:
    """Whether it is the data of the pack as it was made, with these pages.

    No page says that the second part of a report begins on it: there, any page of that report will do.
    """
    issues = []
    try:
        given = json.loads(data)["issues"]
        for edition, said in zip(records.editions_of(pack), given, strict=True):
            fingerprint, issue = printed(edition.digest), edition.issue
            places = [place for place, page in enumerate(known, start=1) if page.fingerprint == fingerprint]
            pages = {"first": places[0], "report": places[places.index(said["report"])]}
            file = file_name_of(issue.partnership.reference, issue.number)
            issues.append({"digest": edition.digest, "file": file, **pages})
    # Not JSON, another structure, or nested too deeply.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return False
    of_pack = {"meeting": pack.meeting, "held_on": pack.held_on.isoformat(), "edition": pack.edition}
    return canonical({**of_pack, "issues": issues}) == data


def _not_of_pack(pages: set[int]) -> str:
    says = ngettext(
        "%(pages)s of the file is not of this pack.", "%(pages)s of the file are not of this pack.", len(pages)
    )
    sentence = says % {"pages": words.page_list(pages)}
    return sentence[:1].upper() + sentence[1:]
