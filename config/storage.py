"""The static files of a production server."""

from functools import cached_property
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names each file after its content. Scripts import nothing: bin/build_static.py puts each into one file."""

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file, which is worked out once: no file changes while a server runs."""
        name = name or ""
        if force or name not in self._addresses:
            self._addresses[name] = super().url(name, force)
        return self._addresses[name]

    def create_compressor(self, **options: Any) -> Compressor:
        """Leave alone what does not become smaller, and the fonts that only the PDF engine reads."""
        return Compressor(**options | {"extensions": (*Compressor.SKIP_COMPRESS_EXTENSIONS, "ttf")})
