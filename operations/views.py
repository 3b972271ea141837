"""What programs ask about the application as it runs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.guards import public


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It asks no database: one that is away is no reason to start the process anew."""
    return HttpResponse("ok\n", content_type="text/plain")
