"""The snapshot of an assessment: plain JSON that holds everything a readiness report prints."""

from partnerships.domain.canonical import canonical, digest, fingerprint
from partnerships.snapshot.reading import snapshot_of
from partnerships.snapshot.shape import FORMAT, Content, Snapshot

__all__ = ["FORMAT", "Content", "Snapshot", "canonical", "digest", "fingerprint", "snapshot_of"]
