"""Compression of pages on their way to the browser."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages and parts of pages, for clients that say that they can read them.

    Django's adds up to 100 random bytes to each, and masks the token of its forms anew in each (docs/decisions/0102), so that
    nobody learns a secret by asking how long a page is. Files that are downloaded stay as they are: a PDF, a picture or
    a workbook is compressed in itself, and a list is sent row by row as it is read.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the response, compressed if it is a page."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.streaming or not is_page or response.has_header("Content-Disposition"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
