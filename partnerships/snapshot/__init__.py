"""The snapshot of an assessment: plain JSON that holds everything a readiness report prints."""

from partnerships.domain.canonical import canonical, digest, fingerprint
from partnerships.snapshot.public import public_of
from partnerships.snapshot.reading import snapshot_of
from partnerships.snapshot.shape import FORMAT, Content, IssuePart, Snapshot

__all__ = [
    "FORMAT",
    "Content",
    "IssuePart",
    "Snapshot",
    "canonical",
    "digest",
    "fingerprint",
    "public_of",
    "snapshot_of",
]
