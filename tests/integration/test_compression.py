"""Pages are compressed for whoever reads that, nothing else is, and no length gives a secret away."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from accounts.models import User
from config.compression import PageCompressionMiddleware

pytestmark = pytest.mark.any_database

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
TEXT = b"The equipment store needs a legal basis. " * 100
SignIn = Callable[[User], Client]


@pytest.mark.django_db
class TestPages:
    def test_a_browser_gets_the_page_compressed(self, owner: User, sign_in: SignIn) -> None:
        page = sign_in(owner).get("/", headers=BROWSER)
        assert page["Content-Encoding"] == "gzip"
        assert int(page["Content-Length"]) == len(page.content)
        text = gzip.decompress(page.content)
        assert len(page.content) < len(text) / 2
        assert b"<h1" in text
        assert page["Content-Security-Policy"]
        assert {"Cookie", "Accept-Encoding"} <= set(page["Vary"].split(", "))

    @pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "br"}], ids=str)
    def test_whoever_cannot_read_that_gets_it_plain(self, client: Client, headers: dict[str, str]) -> None:
        page = client.get("/sign-in/", headers=headers)
        assert "Content-Encoding" not in page
        assert b"<h1" in page.content
        # A cache between them must not hand out the one for the other.
        assert "Accept-Encoding" in page["Vary"]

    def test_head_is_answered_as_get_without_the_page(self, client: Client) -> None:
        get, head = client.get("/sign-in/", headers=BROWSER), client.head("/sign-in/", headers=BROWSER)
        assert head.content == b""
        for name in ("Content-Encoding", "Content-Type", "Vary", "Cache-Control"):
            assert head[name] == get[name]

    def test_a_refusal_is_compressed_too(self, client: Client) -> None:
        page = client.get("/no-such-page/", headers=BROWSER)
        assert (page.status_code, page["Content-Encoding"]) == (404, "gzip")

    def test_a_guess_at_the_token_of_a_form_does_not_shorten_the_page(self, owner: User, sign_in: SignIn) -> None:
        """Whoever lets a victim's browser search for guesses and sees how long the answers are learns nothing (BREACH)."""
        client = sign_in(owner)
        plain = client.get("/search/").content.decode()
        secret = client.cookies[settings.CSRF_COOKIE_NAME].value
        assert "csrfmiddlewaretoken" in plain
        # The token is masked anew each time, so that the text that a guess would have to meet stands in no page.
        assert secret not in plain
        lengths = {guess: _lengths(client, guess) for guess in (secret, secret[::-1])}
        right, wrong = lengths.values()
        assert min(len(set(found)) for found in lengths.values()) > 15
        assert min(right) < max(wrong)
        assert min(wrong) < max(right)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(TEXT, content_type="application/pdf"),
        HttpResponse(TEXT, content_type="text/html", headers={"Content-Disposition": 'attachment; filename="a.html"'}),
        HttpResponse(TEXT, content_type="text/html", headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([TEXT], content_type="text/html"),
        StreamingHttpResponse([TEXT], content_type="text/csv; charset=utf-8"),
    ],
    ids=["pdf", "download", "compressed already", "page in parts", "list"],
)
def test_what_is_no_whole_page_is_left_alone(response: HttpResponseBase) -> None:
    before = dict(response.headers)
    compress = PageCompressionMiddleware(lambda _request: response)
    answer = compress(RequestFactory().get("/", headers=BROWSER))
    assert isinstance(answer, HttpResponseBase)
    assert dict(answer.headers) == before
    assert b"".join(answer) == TEXT


def test_nothing_that_reads_or_writes_a_page_stands_outside_the_compression() -> None:
    outside = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("config.compression.PageCompressionMiddleware")]
    assert set(outside) <= {
        "config.proxies.ClientAddressMiddleware",
        "accounts.middleware.response_headers",
        "django.middleware.security.SecurityMiddleware",
    }


def _lengths(client: Client, guess: str) -> list[int]:
    return [len(client.get("/search/", {"text": guess}, headers=BROWSER).content) for _time in range(30)]
