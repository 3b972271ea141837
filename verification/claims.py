"""Reads which issue the data attached to a file claims to be. Pure; the data may come from anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from accounts.canonical import digest

REFERENCE = re.compile(r"PR-[0-9]{4,9}")
MOST_ISSUES = 9_999
# More than the data of a report in which every text has its full length. Parsed JSON takes many times as much memory.
MOST_BYTES = 2 << 20
# Further attachments of a file are ignored: no agenda pack holds so many reports.
MOST_CLAIMS = 50


@dataclass(frozen=True)
class Claim:
    """What data claims to be the data of: an issue, or a draft when `issue` is None. `digest` is that of its content."""

    data: bytes
    digest: str
    reference: str
    issue: int | None


def claims_in(snapshots: Iterable[bytes]) -> tuple[list[Claim], int]:
    """Return what the attachments claim to be, and how many are not the data of a report; only the first MOST_CLAIMS."""
    found = [_read_claim(data) for data in islice(snapshots, MOST_CLAIMS)]
    return [claim for claim in found if claim], found.count(None)


def _read_claim(data: bytes) -> Claim | None:
    if len(data) > MOST_BYTES:
        return None
    try:
        content = json.loads(data)["content"]
        reference, issue = content["partnership"]["reference"], content["issue"]
        number = None if issue is None else issue["number"]
        content_digest = digest(content)
    # Not JSON, another structure, nested too deeply, or a number or text that has no canonical form.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    if not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
        return None
    if number is not None and (type(number) is not int or not 0 < number <= MOST_ISSUES):
        return None
    return Claim(data=data, digest=content_digest, reference=reference, issue=number)
