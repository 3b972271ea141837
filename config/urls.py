"""Where every address leads. The error pages 400, 403, 404 and 500 are the templates of those names."""

from django.urls import include, path

from partnerships.admin import site

urlpatterns = [
    path("", include("partnerships.urls")),
    path("", include("verification.urls")),
    path("", include("accounts.urls")),
    path("checklists/", include("checklists.urls")),
    path("admin/", site.urls),
]

# 400 and 500 are shown without asking who is there: that may be what broke.
handler400 = "accounts.views.bad_request"
handler403 = "accounts.views.forbidden"
handler500 = "accounts.views.server_error"
