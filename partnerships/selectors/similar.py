"""Finds partnerships with almost the same name, or about the same subject, at a cost that does not grow with their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

from django.db.models import CharField, Exists, Q

from accounts.folding import fold
from accounts.models import User
from accounts.prepared import Parameter, PreparedQuery, PreparedRows, key
from partnerships.domain.similarity import MOST_KEYS, SAME_NAME, Subject, keys_of, name_likeness, similarity
from partnerships.models import Partnership, PartnershipWord

# A key that more partnerships have says nothing of them.
COMMON = 100
# How many partnerships with the most keys in common are compared whole.
CANDIDATES = 60
MOST = 5


# No row has this primary key.
NOBODY = 0


def same_named(name: str, *, user: User) -> list[Partnership]:
    """Return the partnerships that are called almost so, the likest first; of restricted ones, those the person leads."""
    subject = Subject(name)
    likeness = {row: name_likeness(subject, Subject(row.name)) for row in _candidates(subject, lead=user.pk)}
    return _likest({row: share for row, share in likeness.items() if share >= SAME_NAME})


def similar_to(partnership: Partnership) -> list[Partnership]:
    """Return other partnerships about the same subject, the likest first; never a restricted one."""
    return similar_by(Subject(partnership.name, partnership.purpose), besides=partnership.pk)


def similar_by(subject: Subject, *, besides: int = NOBODY) -> list[Partnership]:
    """Return the partnerships about that subject but for that one, the likest first; never a restricted one."""
    found = _candidates(subject, besides=besides)
    likeness = {row: similarity(subject, Subject(row.name, row.purpose)) for row in found}
    return _likest({row: share for row, share in likeness.items() if share})


def _likest(likeness: dict[Partnership, float]) -> list[Partnership]:
    return sorted(likeness, key=lambda row: (-likeness[row], -row.number))[:MOST]


def _candidates(subject: Subject, *, besides: int = NOBODY, lead: int = NOBODY) -> list[Partnership]:
    """Return the partnerships that have the same name, and those that share most keys. Two queries.

    Of a restricted one it is known to its lead only. What a row has besides what is shown and compared is not read.
    """
    shared = Counter(partnership for found in _by_key(keys_of(subject)).values() for partnership in found)
    likely = sorted(shared, key=lambda partnership: (-shared[partnership], -partnership))[:CANDIDATES]
    likely += [NOBODY] * (CANDIDATES - len(likely))
    values = {f"likely{place}": partnership for place, partnership in enumerate(likely)}
    # No name is None: one without a letter is like no other.
    return _CANDIDATES.rows(**values, name=fold(subject.name) or None, besides=besides, lead=lead)


def _by_key(keys: list[str]) -> dict[str, list[int]]:
    """Return which partnerships have each key, without the keys that are common. At most `COMMON` rows a key are read."""
    if not keys:
        return {}
    values = {f"key{place}": each for place, each in enumerate(keys)}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for each, partnership in _rows_of(len(keys), COMMON).rows(**values):
        found[each].append(partnership)
    return found


@lru_cache(maxsize=2 * MOST_KEYS)
def _rows_of(keys: int, common: int) -> PreparedQuery:
    """Return the query for so many keys. Whether a key is common is looked up in the index, as far as that many rows."""
    rows = PartnershipWord.objects.order_by()
    each = []
    for place in range(keys):
        having = rows.filter(word=Parameter(f"key{place}", CharField()))
        is_common = Exists(having[common : common + 1])
        each.append(having.filter(~is_common).values_list("word", "partnership_id"))
    return PreparedQuery(lambda: each[0].union(*each[1:], all=True))


_CANDIDATES = PreparedRows(
    lambda: (
        Partnership.objects.filter(
            Q(pk__in=[key(f"likely{place}", Partnership) for place in range(CANDIDATES)])
            | Q(folded_name=Parameter("name", CharField())),
            Q(is_restricted=False) | Q(lead=key("lead", User)),
        )
        .exclude(pk=key("besides", Partnership))
        .select_related("service", "lead")
        .only("number", "name", "purpose", "service", "lead")
        .order_by("-number")[: 2 * CANDIDATES]
    )
)
