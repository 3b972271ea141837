"""Where every address leads. The error pages 400, 403, 404 and 500 are the templates of those names."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("partnerships.urls")),
    path("", include("accounts.urls")),
    path("checklists/", include("checklists.urls")),
    path("admin/", admin.site.urls),
]
