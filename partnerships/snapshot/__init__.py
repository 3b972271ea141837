"""The snapshot of an assessment: plain, frozen data that holds everything a readiness report prints."""

from partnerships.snapshot.making import snapshot_of
from partnerships.snapshot.public import public_of
from partnerships.snapshot.shape import Content, IssuePart, Snapshot
from partnerships.snapshot.stored import canonical, read

__all__ = ["Content", "IssuePart", "Snapshot", "canonical", "public_of", "read", "snapshot_of"]
