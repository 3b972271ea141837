"""Where uploads are kept: each file wholly or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

PART = ".part"
"""The ending of a file that is still being written; one that a crash left is of no use."""


class WholeFileStorage(FileSystemStorage):
    """Files of a folder that have their names only once they are written to the end, and are on the disk by then."""

    def _save(self, name: str, content: Any) -> str:
        part = Path(self.path(name + PART))
        try:
            super()._save(name + PART, content)  # type: ignore[misc]  # Django's, which its types leave out
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(self.path(name))
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        return name


def try_to_write() -> None:
    """Make the folder of evidence if there is none, and write a file without a name to it; OSError when that cannot be."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryFile(dir=folder) as file:
        file.write(b"evidence")
