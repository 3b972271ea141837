"""The read model of referrals: how one came about, and who decided it."""

from __future__ import annotations

from partnerships.models import Assessment, Referral


def latest_referral(assessment: Assessment) -> Referral | None:
    """Return the newest referral of the round, in whatever state; None when none was asked for."""
    return assessment.referrals.select_related("recorded_by", "answered_by").order_by("-pk").first()
