"""What the data attached to a file says of itself. Pure; the data may be anybody's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from partnerships.domain.canonical import digest

REFERENCE = re.compile(r"PR-[0-9]{4,9}")
MOST_ISSUES = 9_999
# A report of which every text is as long as it may be is smaller. JSON takes many times its size once it is read.
MOST_BYTES = 2 << 20
# What a file has attached beyond these is not looked at: no pack of papers has as many reports.
MOST_CLAIMS = 50


@dataclass(frozen=True)
class Claim:
    """The data of a report, as it calls itself: `issue` is None for a draft. `digest` is that of its content."""

    data: bytes
    digest: str
    reference: str
    issue: int | None


def claims_in(snapshots: Iterable[bytes]) -> tuple[list[Claim], int]:
    """Return what the first attachments claim to be, and how many of them are no report's data at all."""
    found = [_claim(data) for data in islice(snapshots, MOST_CLAIMS)]
    return [claim for claim in found if claim], found.count(None)


def _claim(data: bytes) -> Claim | None:
    if len(data) > MOST_BYTES:
        return None
    try:
        content = json.loads(data)["content"]
        reference, issue = content["partnership"]["reference"], content["issue"]
        number = None if issue is None else issue["number"]
        content_digest = digest(content)
    # Not JSON or not our shape, a number or a text without exact form, or brackets without an end.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    if not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
        return None
    if number is not None and (type(number) is not int or not 0 < number <= MOST_ISSUES):
        return None
    return Claim(data=data, digest=content_digest, reference=reference, issue=number)
