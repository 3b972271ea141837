"""What programs ask about the application as it runs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.guards import public


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It asks no database: one that is away is no reason to start the process anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116)."""
    if settings.SECURITY_TXT is None:
        raise Http404
    return HttpResponse(settings.SECURITY_TXT.text(), content_type="text/plain; charset=utf-8")
