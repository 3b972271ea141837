"""The floor: what Django itself costs for a page like ours, with the least that a developer would write.

Sessions, sign-in, CSRF and the middleware are those of `startproject`; the database is configured as ours is. Four
pages: 18 rows shown, one row changed and one added by a form, a list of 20 with a permission, a count and one
GROUP BY, and a file of the size of a report for who is signed in. `fill.py` fills its tables.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import django
from django.apps import apps
from django.conf import settings

from config import settings as ours

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head><body>
<nav><a href="/list/">List</a> {{ request.user.get_username }}</nav><main>{% block content %}{% endblock %}</main></body></html>"""
SIGN_IN = """{% extends "base.html" %}{% block title %}Sign in{% endblock %}{% block content %}
<form method="post">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form>{% endblock %}"""
ROWS = """{% extends "base.html" %}{% block title %}{{ case.name }}{% endblock %}{% block content %}<h1>{{ case.name }}</h1>
<table>{% for row in rows %}<tr><th>{{ row.number }} {{ row.title }}</th><td>{{ row.get_state_display }}</td>
<td>{{ row.text|linebreaks }}</td><td>{{ row.saved_by.get_full_name }}, {{ row.saved_at|date:"j F Y" }}</td>
<td><a href="{% url 'row' row.pk %}">Change</a></td></tr>{% endfor %}</table>{% endblock %}"""
ROW = """{% extends "base.html" %}{% block title %}{{ row.title }}{% endblock %}{% block content %}<h1>{{ row.title }}</h1>
<form method="post">{% csrf_token %}{{ form.as_p }}<button>Save</button></form>{% endblock %}"""
LIST = """{% extends "base.html" %}{% block title %}List{% endblock %}{% block content %}<h1>{{ total }} cases</h1>
<table>{% for case in cases %}<tr><td><a href="{% url 'rows' case.pk %}">{{ case.name }}</a></td>
<td>{{ case.lead.get_full_name }}</td><td>{{ case.changed_at|date:"j F Y" }}</td><td>{{ case.open_rows }}</td></tr>{% endfor %}
</table>{% endblock %}"""
PAGES = {"base.html": BASE, "sign_in.html": SIGN_IN, "rows.html": ROWS, "row.html": ROW, "list.html": LIST}

settings.configure(
    SECRET_KEY=ours.SECRET_KEY,
    ALLOWED_HOSTS=ours.ALLOWED_HOSTS,
    DATABASES=ours.DATABASES,
    DEFAULT_AUTO_FIELD=ours.DEFAULT_AUTO_FIELD,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "tests.bench.floor",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", PAGES)])
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
    LOGIN_URL="/sign-in/",
    LOGIN_REDIRECT_URL="/list/",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    TIME_ZONE=ours.TIME_ZONE,
)
django.setup()
# The models stand in this module: there is no other.
apps.get_app_config("floor").models_module = sys.modules[__name__]

# What follows needs the settings above.
from django import forms
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone


class Case(models.Model):
    """What stands for a partnership."""

    name = models.CharField(max_length=200)
    lead = models.ForeignKey(User, on_delete=models.PROTECT)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[models.Manager[Case]] = models.Manager()

    class Meta:
        app_label = "floor"


class Row(models.Model):
    """What stands for an answer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=[("open", "Open"), ("done", "Done")], default="open")
    text = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Row]] = models.Manager()

    class Meta:
        app_label = "floor"


class Entry(models.Model):
    """What stands for an event of the trail."""

    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    class Meta:
        app_label = "floor"


# A report has about as many bytes.
FILE = Path(ours.MEDIA_ROOT) / "file.pdf"
FILE.parent.mkdir(parents=True, exist_ok=True)
FILE.write_bytes(b"0" * 300_000)
RowForm = forms.modelform_factory(Row, fields=("state", "text"))


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@login_required
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Case, pk=pk)
    context = {"case": case, "rows": Row.objects.filter(case=case).select_related("saved_by").order_by("number")}
    return render(request, "rows.html", context)


@login_required
def row(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(Row, pk=pk)
    form = RowForm(request.POST or None, instance=found)
    if request.method != "POST" or not form.is_valid():
        return render(request, "row.html", {"row": found, "form": form})
    with transaction.atomic():
        found.saved_at, found.saved_by = timezone.now(), user
        form.save()
        Entry.objects.create(row=found, text=found.text, recorded_by=user)
    return redirect("row", pk)


@permission_required("floor.view_case", raise_exception=True)
def cases(request: HttpRequest) -> HttpResponse:
    found = list(Case.objects.select_related("lead").order_by("-changed_at", "-pk")[:20])
    grouped = (
        Row.objects.filter(case__in=found, state="open").order_by().values("case").annotate(many=models.Count("pk"))
    )
    open_rows = {line["case"]: line["many"] for line in grouped}
    lines: list[Any] = [
        {
            "pk": case.pk,
            "name": case.name,
            "lead": case.lead,
            "changed_at": case.changed_at,
            "open_rows": open_rows.get(case.pk, 0),
        }
        for case in found
    ]
    return render(request, "list.html", {"cases": lines, "total": Case.objects.count()})


@login_required
def file(_request: HttpRequest) -> FileResponse:
    return FileResponse(FILE.open("rb"), as_attachment=True, filename="report.pdf")


urlpatterns = [
    path("healthz", health),
    path("sign-in/", LoginView.as_view(template_name="sign_in.html")),
    path("list/", cases),
    path("file/", file),
    path("cases/<int:pk>/", rows, name="rows"),
    path("rows/<int:pk>/", row, name="row"),
]
application = get_wsgi_application()
