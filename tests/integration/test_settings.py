"""What the settings promise, to a developer and in production."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from accounts.roles import Role
from config.checked import ROLES

pytestmark = pytest.mark.any_database


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own with these variables, and no others of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def build_static(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run bin/build_static.py in a process of its own, with these variables beside ours."""
    return subprocess.run(
        [sys.executable, "bin/build_static.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "variable"),
    [({}, "SECRET_KEY"), ({"SECRET_KEY": "s" * 60}, "ALLOWED_HOSTS"), ({"ALLOWED_HOSTS": "a.example"}, "SECRET_KEY")],
)
def test_production_refuses_to_start_with_one_sentence(environment: dict[str, str], variable: str) -> None:
    result = manage("check", DEBUG="false", **environment)
    assert result.returncode == 1
    assert result.stderr.startswith(f"Set {variable} before starting in production")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SECOND_FACTOR_ROLES": "admin, secretary"}, "['admin', 'secretary'] https://a.example"),
        ({"SECOND_FACTOR_ROLES": ""}, "[] https://a.example"),
        ({"SECOND_FACTOR_ROLES": "administrator"}, "SECOND_FACTOR_ROLES must be roles separated by commas"),
        ({"SIGN_IN_ATTEMPTS": "0"}, "SIGN_IN_ATTEMPTS must be a number above 0."),
        ({"CONFIRM_MINUTES": "-1"}, "CONFIRM_MINUTES must be a number above -1."),
        ({"INVITATION_DAYS": "0"}, "INVITATION_DAYS must be a number above 0."),
        ({"RESET_LINK_MINUTES": "0"}, "RESET_LINK_MINUTES must be a number above 0."),
        ({"SITE_URL": "https://b.example/"}, "['admin', 'secretary'] https://b.example\n"),
        ({"SITE_URL": "http://b.example"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "http://b.example", "HTTPS": "false"}, "['admin', 'secretary'] http://b.example"),
        ({"ALLOWED_HOSTS": "*"}, "Set SITE_URL before starting in production"),
        ({"ACCESSIBILITY_REVIEWED": "next week"}, "ACCESSIBILITY_REVIEWED must be a day such as 2027-04-30."),
    ],
)
def test_what_sign_in_hangs_on_is_checked(environment: dict[str, str], said: str) -> None:
    expression = "from django.conf import settings as s; print(s.SECOND_FACTOR_ROLES, s.SITE_URL)"
    production = {"DEBUG": "false", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "a.example"}
    result = manage("shell", "--no-imports", "-c", expression, **production | environment)
    assert (result.stdout or result.stderr).startswith(said)


IDP = {
    "OIDC_SERVER_URL": "https://login.example/tenant/v2.0",
    "OIDC_CLIENT_ID": "readiness",
    "OIDC_CLIENT_SECRET": "secret",
}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "https://login.example/tenant/v2.0 groups False"),
        (
            {"OIDC_SERVER_URL": "https://login.example/", "OIDC_GROUPS_CLAIM": "roles"},
            "https://login.example roles False",
        ),
        ({"OIDC_ONLY": "true"}, "https://login.example/tenant/v2.0 groups True"),
        ({"OIDC_CLIENT_SECRET": ""}, "The council's own sign-in needs OIDC_CLIENT_SECRET too."),
        (
            dict.fromkeys(IDP, "") | {"OIDC_ONLY": "true"},
            "The council's own sign-in needs OIDC_SERVER_URL, OIDC_CLIENT_ID",
        ),
        (dict.fromkeys(IDP, ""), "None"),
        ({"OIDC_SERVER_URL": "http://login.example"}, "OIDC_SERVER_URL must begin with https://"),
        ({"OIDC_SERVER_URL": "http://127.0.0.1:9"}, "OIDC_SERVER_URL must begin with https://"),
        ({"OIDC_SERVER_URL": "http://127.0.0.1:9", "HTTPS": "false"}, "http://127.0.0.1:9 groups False"),
        ({"OIDC_SERVER_URL": "http://login.example", "HTTPS": "false"}, "OIDC_SERVER_URL must begin with https://"),
        (
            {"OIDC_SERVER_URL": "https://a.example/.well-known/openid-configuration"},
            "OIDC_SERVER_URL is the issuer's address",
        ),
    ],
)
def test_the_council_s_own_sign_in_is_checked(environment: dict[str, str], said: str) -> None:
    expression = (
        "from django.conf import settings; o = settings.OIDC; "
        "print(*(o and (o.issuer, o.groups_claim, o.is_only) or [None]))"
    )
    production = {"DEBUG": "false", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "a.example"}
    result = manage("shell", "--no-imports", "-c", expression, **production | IDP | environment)
    assert (result.stdout or result.stderr).startswith(said)


@pytest.mark.parametrize(
    ("environment", "status", "said"),
    [
        ({}, 0, ""),
        ({"READ_ONLY": "true"}, 0, "Read-only mode is on (READ_ONLY)"),
        ({"SECURITY_CONTACT": "security@a.example"}, 1, "SECURITY_CONTACT must be mailto: and an email address"),
        ({"SECURITY_CONTACT": "mailto:security@a.example"}, 1, "SECURITY_CONTACT needs SECURITY_EXPIRES too"),
    ],
)
def test_check_names_what_operations_must_know(environment: dict[str, str], status: int, said: str) -> None:
    production = {"DEBUG": "false", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "a.example"}
    result = manage("check", **production | environment)
    assert (result.returncode, bool(result.stderr)) == (status, bool(said)), result.stderr
    assert said in result.stderr


def test_the_roles_of_the_settings_are_those_that_there_are() -> None:
    assert set(ROLES) == set(Role.values)


def test_production_starts_with_both_and_without_the_demonstration() -> None:
    expression = "from django.conf import settings as s; print(s.DEMO, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    result = manage(
        "shell",
        "--no-imports",
        "-c",
        expression,
        DEBUG="false",
        DEMO="true",
        SECRET_KEY="s" * 60,
        ALLOWED_HOSTS="a.example",
    )
    assert result.stdout.split() == ["False", "True", "True"], result.stderr


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ("immediate", "ImmediateBackend 3"),
        ("database", "DatabaseBackend 30"),
        ("redis", "TASKS must be immediate or database."),
    ],
)
def test_emails_are_sent_at_once_or_by_a_worker(tasks: str, said: str) -> None:
    expression = (
        "from django_tasks import task_backends; from django.conf import settings as s; "
        "print(type(task_backends['default']).__name__, s.EMAIL_TIMEOUT)"
    )
    result = manage("shell", "--no-imports", "-c", expression, TASKS=tasks)
    assert said in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [("#ffcc00", "COUNCIL_COLOUR #ffcc00 is too light"), ("red; }", "COUNCIL_COLOUR must be a colour such as #1b4d4a")],
)
def test_a_colour_that_cannot_be_read_is_refused(colour: str, sentence: str) -> None:
    result = build_static(COUNCIL_COLOUR=colour)
    assert result.returncode == 1
    assert result.stderr.startswith(sentence)


@pytest.mark.parametrize(("environment", "status"), [({}, 0), ({"COUNCIL_COLOUR": "#123456"}, 3)])
def test_whether_the_stylesheet_is_out_of_date_is_told_without_making_it(
    environment: dict[str, str], status: int
) -> None:
    stamp = settings.BASE_DIR / "static" / "build" / ".inputs"
    before = stamp.read_text()
    result = build_static("--check", **environment)
    assert (result.returncode, result.stdout, result.stderr) == (status, "", "")
    assert stamp.read_text() == before


@pytest.mark.django_db
def test_a_page_may_load_and_do_nothing_elsewhere(client: Client) -> None:
    headers = client.get("/sign-in/").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("idle", "longest"), [("0", "12"), ("721", "12")])
def test_a_session_ends_without_use_before_it_ends_in_any_case(idle: str, longest: str) -> None:
    result = manage("check", SESSION_IDLE_MINUTES=idle, SESSION_LONGEST_HOURS=longest)
    assert result.returncode == 1
    assert result.stderr.startswith("SESSION_IDLE_MINUTES must be above 0")
