"""What programs ask about the application as it runs."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import public
from operations.health import PartState, parts


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It asks no database: one that is away is no reason to start the process anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether pages can be answered (200, else 503), and how each part is."""
    found = parts(now=timezone.now())
    is_ready = all(part.state is not PartState.FAILED for part in found)
    content = {"ready": is_ready, "parts": {part.name: {"state": part.state, "what": part.what} for part in found}}
    return JsonResponse(content, status=200 if is_ready else 503)


@public
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116)."""
    if settings.SECURITY_TXT is None:
        raise Http404
    return HttpResponse(settings.SECURITY_TXT.text(), content_type="text/plain; charset=utf-8")
