"""The read model of referrals: how one came about, and who decided it."""

from __future__ import annotations

from accounts.prepared import PreparedRows, key
from partnerships.models import Assessment, Referral

_LATEST = PreparedRows(
    lambda: (
        Referral.objects.filter(assessment=key("assessment", Assessment))
        .select_related("recorded_by", "answered_by")
        .order_by("-pk")[:1]
    )
)


def latest_referral(assessment: Assessment) -> Referral | None:
    """Return the newest referral of the round, in whatever state; None when none was asked for."""
    return _LATEST.first(assessment=assessment)
