"""Keeping uploaded files: under a random name, with their digest."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from django.core.files import File


def kept(file: File[bytes], media_type: str) -> dict[str, Any]:
    """Return the columns of a row that holds the file, whose type the form has checked; saving the row stores it.

    It is stored under a random name: what it was called stands in its row alone. `sha256` is the digest of its bytes.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return {
        "file": File(file, name=uuid4().hex),
        "file_name": (file.name or "")[-200:],
        "media_type": media_type,
        "size": file.size,
        "sha256": digest.hexdigest(),
    }
