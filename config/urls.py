"""The URLs of the application. The templates of the error pages are 400.html, 403.html, 404.html and 500.html."""

from django.urls import include, path

from partnerships.admin import site

urlpatterns = [
    path("", include("partnerships.urls")),
    path("", include("verification.urls")),
    path("", include("accounts.urls")),
    path("", include("operations.urls")),
    path("checklists/", include("checklists.urls")),
    path("admin/", site.urls),
]

# Those of 400 and 500 do not use the session, which may be the cause of the error.
handler400 = "accounts.views.site.bad_request"
handler403 = "accounts.views.site.forbidden"
handler500 = "accounts.views.site.server_error"
