"""Check the hash chains of the trails, of accounts and of every partnership, with its issues and files, and print what is not as it was recorded."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerships.management.commands._references import number_of
from partnerships.models import Partnership
from partnerships.selectors.account_trail import walk_account_trail
from partnerships.selectors.evidence import check_evidence, leftover_files
from partnerships.selectors.trail import first_break


class Command(BaseCommand):
    help = (
        "Walk the hash chain of every partnership's trail, check the issues of its report (content and PDF) against it, "
        "and read every file of evidence, removed ones too; walk the trail of accounts. Names the first break of "
        "each chain and each file that is missing or altered, and says what was not checked; the exit status is 1 when "
        "anything is not as it was recorded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("references", nargs="*", metavar="PR-0001", help="only these partnerships; all unless told")

    def handle(self, *_args: Any, **options: Any) -> None:
        partnerships = Partnership.objects.order_by("number")
        if wanted := options["references"]:
            partnerships = partnerships.filter(number__in=[number_of(reference) for reference in wanted])
            missing = sorted(set(wanted) - {row.reference for row in partnerships})
            if missing:
                raise CommandError(f"There is no partnership {missing[0]}.")
        counts = Counter() if wanted else self._check_accounts()
        for partnership in partnerships.iterator():
            counts += self._check(partnership, options["verbosity"])
        self.stdout.write(
            f"{counts['walked']} trails walked, {counts['issues']} issues and {counts['files']} files of evidence compared."
        )
        self._say_what_was_not_checked(counts, is_all=not wanted)
        if counts["broken"]:
            raise CommandError(f"{counts['broken']} of {counts['walked']} trails are broken.")
        self.stdout.write("All are whole.")

    def _check_accounts(self) -> Counter[str]:
        """Check the trail of accounts, and print what is wrong with it, else its end: who noted an earlier one can compare."""
        walk = walk_account_trail()
        if walk.what:
            self.stdout.write(f"Accounts: broken. {walk.what}")
        else:
            self.stdout.write(f"Accounts: whole, {walk.events} events, the last link {walk.link}")
        return Counter(walked=1, broken=bool(walk.what))

    def _check(self, partnership: Partnership, verbosity: int) -> Counter[str]:
        """Check one partnership, print what is wrong with it, and return what was counted."""
        found, evidence = first_break(partnership), check_evidence(partnership)
        wrong = [*([found.what] if found else []), *evidence.wrong]
        for sentence in wrong:
            self.stdout.write(f"{partnership.reference}: broken. {sentence}")
        if verbosity > 1 and not wrong:
            self.stdout.write(f"{partnership.reference}: whole, {partnership.events.count()} events")
        return Counter(
            walked=1,
            broken=bool(wrong),
            issues=partnership.issues.count(),
            files=evidence.files,
            links=evidence.links,
            replaced=evidence.replaced,
        )

    def _say_what_was_not_checked(self, counts: Counter[str], *, is_all: bool) -> None:
        self.stdout.write("Not checked:")
        if counts["links"]:
            self.stdout.write(f"- {counts['links']} links of evidence: what they lead to is kept elsewhere")
        if counts["replaced"]:
            self.stdout.write(
                f"- {counts['replaced']} files of conditions that were completed again with other evidence"
            )
        self.stdout.write("- who signed the issued PDFs: `manage.py verify FILE` says it of one")
        self.stdout.write("- checklists, people and roles as they stand, emails, and texts that were not saved yet")
        if not is_all:
            self.stdout.write("- the other partnerships, and the trail of accounts")
        else:
            self._say_what_is_left_over()

    def _say_what_is_left_over(self) -> None:
        try:
            leftover = leftover_files()
        except OSError as error:
            self.stdout.write(f"- files that no row names: the folder of evidence cannot be read ({error.strerror})")
            return
        if leftover:
            self.stdout.write(
                f"- {leftover} files in the folder of evidence that no row names: uploads that did not finish"
            )
