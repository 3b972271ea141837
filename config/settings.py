"""All settings. No other module reads the environment; `docs/operations.md` lists what is read.

Development needs no variable. Production (`DEBUG=false`) does not start without those that it requires.
"""

import tomllib
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import accessibility, security_txt
from config.checked import above, chosen, noted, site_url
from config.databases import database
from config.limits import DEFAULTS, Rate, rate
from config.logs import logged_at
from config.provider import SWITCHES, TEXTS, provider_of
from config.proxies import TrustedProxies, trusted_proxies

env = noted(environ.Env())
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
# The number of this release, which stands in pyproject.toml alone.
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

# --- Development or production -----------------------------------------------------------------------------------
DEBUG: bool = env.bool("DEBUG", default=True)
SECRET_KEY: str = env.str("SECRET_KEY", default="for-development-only" if DEBUG else "")
# Those of before, while what they signed and encrypted shall still be read.
SECRET_KEY_FALLBACKS: list[str] = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[])]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
if not DEBUG and not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set SECRET_KEY before starting in production (DEBUG=false): 50 or more random characters, kept private."
    )
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "Set ALLOWED_HOSTS before starting in production (DEBUG=false): the host names this site answers to, "
        "separated by commas."
    )
# Production uses HTTPS only; HTTPS=false is for trying it on one machine.
HTTPS: bool = env.bool("HTTPS", default=not DEBUG)
# Allows loading the fictional council and shows its passwords, so never in production.
DEMO: bool = DEBUG and env.bool("DEMO", default=True)

# --- The council -------------------------------------------------------------------------------------------------
COUNCIL_NAME: str = env.str("COUNCIL_NAME", default="Marlshire County Council")
# Compiled into the stylesheet by bin/build_static.py: the colour of the header, whose text is white, and the typeface.
COUNCIL_COLOUR: str = env.str("COUNCIL_COLOUR", default="#1b4d4a")
WEB_FONT = '"Source Sans 3"'  # which pages bring along
COUNCIL_FONT: str = env.str("COUNCIL_FONT", default=f"{WEB_FONT}, arial, sans-serif")
# The council's own names for whoever decides, as they stand within a sentence: "the executive director", "Cabinet".
DECIDER_NAMES: dict[str, str] = {
    "head_of_service": env.str("DECIDER_HEAD_OF_SERVICE", default=""),
    "director": env.str("DECIDER_DIRECTOR", default=""),
    "board": env.str("DECIDER_BOARD", default=""),
}
# Whose bank holidays are no working days, and how many clear days lie between the papers of a meeting and the meeting.
BANK_HOLIDAYS: str = env.str("BANK_HOLIDAYS", default="england-and-wales")
BANK_HOLIDAYS_OF = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
if BANK_HOLIDAYS not in BANK_HOLIDAYS_OF:
    raise ImproperlyConfigured(f"BANK_HOLIDAYS must be one of {', '.join(BANK_HOLIDAYS_OF)}.")
PAPER_CLEAR_DAYS: int = env.int("PAPER_CLEAR_DAYS", default=5)
if not 0 <= PAPER_CLEAR_DAYS <= 30:
    raise ImproperlyConfigured("PAPER_CLEAR_DAYS must be a number of working days from 0 to 30.")
CONTACT_EMAIL: str = env.str("CONTACT_EMAIL", default="partnerships@marlshire.example")
# A `config.accessibility.Statement`: what only the council knows.
ACCESSIBILITY: Any = accessibility.statement_of({name: env.str(name, default="") for name in accessibility.VARIABLES})
# The first part of links in emails, of which some let their reader choose a password.
SITE_URL: str = site_url(env.str("SITE_URL", default=""), hosts=ALLOWED_HOSTS, is_secure=HTTPS, is_tried=DEBUG)

# Whom to tell of a weakness, a `config.security_txt.SecurityTxt`; None without SECURITY_CONTACT.
SECURITY_TXT: Any = security_txt.security_txt_of(
    {name: env.str(name, default="") for name in security_txt.VARIABLES}, site_url=SITE_URL
)
# While the database is being moved: people read, and whatever they send is refused; until when, in words.
READ_ONLY: bool = env.bool("READ_ONLY", default=False)
READ_ONLY_UNTIL: str = env.str("READ_ONLY_UNTIL", default="").strip()

# --- What makes a partnership significant ------------------------------------------------------------------------
# The yearly cost to the council in pounds, and the duration in months, from which significance is medium and high.
SIGNIFICANCE_MEDIUM_COST: int = env.int("SIGNIFICANCE_MEDIUM_COST", default=50_000)
SIGNIFICANCE_HIGH_COST: int = env.int("SIGNIFICANCE_HIGH_COST", default=500_000)
SIGNIFICANCE_MEDIUM_MONTHS: int = env.int("SIGNIFICANCE_MEDIUM_MONTHS", default=36)
SIGNIFICANCE_HIGH_MONTHS: int = env.int("SIGNIFICANCE_HIGH_MONTHS", default=120)
if not (
    0 < SIGNIFICANCE_MEDIUM_COST < SIGNIFICANCE_HIGH_COST and 0 < SIGNIFICANCE_MEDIUM_MONTHS < SIGNIFICANCE_HIGH_MONTHS
):
    raise ImproperlyConfigured(
        "SIGNIFICANCE_MEDIUM_COST must be above 0 and below SIGNIFICANCE_HIGH_COST, and so SIGNIFICANCE_MEDIUM_MONTHS "
        "below SIGNIFICANCE_HIGH_MONTHS."
    )

# --- The signature on issued reports -----------------------------------------------------------------------------
# A PKCS#12 file with the council's certificate and its private key; without one, reports are issued unsigned.
SIGNING_CERTIFICATE: str = env.str("SIGNING_CERTIFICATE", default="")
SIGNING_PASSPHRASE: str = env.str("SIGNING_PASSPHRASE", default="")
# A timestamp server (RFC 3161); without one, the time of signing is that of this machine.
SIGNING_TIMESTAMP_URL: str = env.str("SIGNING_TIMESTAMP_URL", default="")

# --- Word documents ----------------------------------------------------------------------------------------------
# The council's own template (.docx), whose styles, header and footer reports have; without one, ours.
WORD_TEMPLATE: str = env.str("WORD_TEMPLATE", default="")

# --- PDFs of reports ---------------------------------------------------------------------------------------------
# How many processes of this machine make PDFs, beside those that answer requests; 0: the request makes it itself.
RENDER_PROCESSES: int = env.int("RENDER_PROCESSES", default=1)
# What one PDF may take: seconds of processor time, pages, and the memory of the process.
RENDER_SECONDS: int = env.int("RENDER_SECONDS", default=60)
# The same for an agenda pack, of up to 20 reports.
RENDER_PACK_SECONDS: int = env.int("RENDER_PACK_SECONDS", default=400)
RENDER_PAGES: int = env.int("RENDER_PAGES", default=300)
RENDER_MEMORY_MB: int = env.int("RENDER_MEMORY_MB", default=1024)
# A pack of 20 reports of eleven pages takes about 700 MB.
RENDER_PACK_MEMORY_MB: int = env.int("RENDER_PACK_MEMORY_MB", default=2048)
# After so many PDFs, a new process takes over.
RENDER_RESTART_AFTER: int = env.int("RENDER_RESTART_AFTER", default=100)
# Where finished PDFs are kept for a day, and how much of them.
RENDER_ROOT = Path(env.str("RENDER_ROOT", default=str(VAR_DIR / "renders")))
RENDER_STORE_MB: int = env.int("RENDER_STORE_MB", default=100)

# --- What people may type and attach -----------------------------------------------------------------------------
TEXT_LIMIT = 5_000
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
# A file that may be accepted stays in memory until it is stored: no second folder can be full.
FILE_UPLOAD_MAX_MEMORY_SIZE = EVIDENCE_MAX_BYTES + 1024 * 1024
# Far more than a form of answers needs: a text that is too long must reach the form, which refuses it and shows it
# again. Files do not count; a file that is too large is stored in a temporary file and refused by its form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A section of a checklist is one form: that of a hundred questions, each with ten facts, has fewer fields
# (checklists/spec/lint_amounts.py).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# At most so many at once: each is kept in memory while it is checked.
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# A clamd that scans uploads for viruses, as tcp://host:port or unix:/path; without one, nothing is scanned. While it is
# away, or takes longer than so many seconds, files are refused.
ANTIVIRUS: str = env.str("ANTIVIRUS", default="")
ANTIVIRUS_TIMEOUT: int = env.int("ANTIVIRUS_TIMEOUT", default=20)
# Evidence is never served directly: a view sends it to those who may read the case.
MEDIA_ROOT: str = env.str("EVIDENCE_ROOT", default=str(VAR_DIR / "evidence"))
MEDIA_URL = ""

# --- Application -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "govuk",
    "accounts",
    "checklists",
    "partnerships",
    "verification",
    "operations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "config.proxies.ClientAddressMiddleware",
    "accounts.middleware.response_headers",
    "django.middleware.security.SecurityMiddleware",
    "config.compression.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the first that reads what was sent.
    "accounts.bodies.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.session_lifetime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "operations.middleware.ReadOnlyMiddleware",
    "accounts.limits.LimitMiddleware",
    "accounts.middleware.RefusedFormMiddleware",
    # The last one, as it answers instead of the view.
    "accounts.middleware.DemoPageNotFound",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.council",
                "accounts.context_processors.navigation",
                "operations.context_processors.read_only",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("govuk",)
CRISPY_FAIL_SILENTLY = False

# --- Sign-in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# allauth asks for its pages by names such as this one; `accounts.urls` has those that are used.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
# Not allauth's own, which finds people by further addresses of theirs: here each has one, that of the account.
AUTHENTICATION_BACKENDS = ["accounts.sessions.PersonBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An administrator gives the address, and the invitation that is sent there shows that it is the person's.
ACCOUNT_EMAIL_VERIFICATION = "none"
# The length of a session is that of SESSION_COOKIE_AGE and SESSION_LONGEST, for everybody.
ACCOUNT_SESSION_REMEMBER = True
# Somebody's password was changed: they are told by email, and may know that it was not them.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Ours (LIMITS below) count in the database, which all processes share; allauth's need a cache that does.
ACCOUNT_RATE_LIMITS = False
# Django's own: allauth's notes an `EmailAddress` of whoever gets a link, and goes by it when their address has changed.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
# How long a link that sets a new password is good for.
PASSWORD_RESET_TIMEOUT: int = above(0, env.int("RESET_LINK_MINUTES", default=60), variable="RESET_LINK_MINUTES") * 60
# The roles whose holders need a second factor, and after how many minutes the password or second factor is asked for anew
# before something decisive (0: never). The demonstration asks for neither.
SECOND_FACTOR_ROLES: list[str] = chosen(
    env.list("SECOND_FACTOR_ROLES", default=[] if DEMO else ["admin", "secretary"]), variable="SECOND_FACTOR_ROLES"
)
CONFIRM_MINUTES: int = above(-1, env.int("CONFIRM_MINUTES", default=0 if DEMO else 30), variable="CONFIRM_MINUTES")
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Whoever sits down at an open computer later reads none.
MFA_RECOVERY_CODES_SHOW_ONCE = True
# `accounts.guards.confirmed` asks before a second factor is changed, as before all else that is decisive.
MFA_REAUTHENTICATION_REQUIRED = False
# A code is right for 90 seconds, its own half minute and those beside it: clocks differ.
MFA_TOTP_TOLERANCE = 1
# A key that is left in a computer, and touched, confirms nothing: it asks for a PIN, a finger or a face.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers use passkeys on https alone, and on localhost for trying it.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
# The council's own sign-in, a `config.provider.Provider`; None without the variables that begin with OIDC_.
OIDC: Any = provider_of(
    {name: env.str(name, default="") for name in TEXTS},
    {name: env.bool(name, default=False) for name in SWITCHES},
    is_secure=HTTPS,
)
SOCIALACCOUNT_ADAPTER = "accounts.provider.ProviderAdapter"
# Seconds that each step with the provider may take, while somebody waits for the page.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# How long somebody can accept an invitation.
INVITATION_DAYS: int = above(0, env.int("INVITATION_DAYS", default=7), variable="INVITATION_DAYS")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "accounts.sessions"
# People are signed out so long after their last request, and so long after they signed in, used or not (seconds).
SESSION_COOKIE_AGE: int = env.int("SESSION_IDLE_MINUTES", default=120) * 60
SESSION_LONGEST: int = env.int("SESSION_LONGEST_HOURS", default=12) * 60 * 60
if not 0 < SESSION_COOKIE_AGE <= SESSION_LONGEST:
    raise ImproperlyConfigured(
        "SESSION_IDLE_MINUTES must be above 0 and no longer than SESSION_LONGEST_HOURS, which ends every session."
    )
# Not in a cookie, where a message that was not shown yet would outlive signing out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Limits ------------------------------------------------------------------------------------------------------
# How much one person may ask for in a minute, hour or day; and one address, of those who are not signed in. A whole
# council may be behind one address.
LIMITS: dict[str, Rate] = {
    name: rate(env.str(f"LIMIT_{name.upper()}", default=default), variable=f"LIMIT_{name.upper()}")
    for name, default in DEFAULTS.items()
}
# More in a day than anybody mistypes, from wherever: the owner of the account gets an email.
LIMITS["wrong_passwords"] = Rate(most=100, seconds=24 * 60 * 60)
# So many failures to sign in are noted in a day, for accounts and for none: nobody fills the disk by failing.
LIMITS |= {"failed_known": Rate(10_000, 24 * 60 * 60), "failed_unknown": Rate(1_000, 24 * 60 * 60)}
LIMITS["refused"] = Rate(most=20, seconds=24 * 60 * 60)
# So many wrong passwords for one account from one address make that address wait for that account, and nobody else. So
# many are counted by person too, of the codes of whoever has given the password, and of passwords while signed in.
SIGN_IN_ATTEMPTS: int = above(0, env.int("SIGN_IN_ATTEMPTS", default=10), variable="SIGN_IN_ATTEMPTS")
SIGN_IN_WAIT_MINUTES: int = above(0, env.int("SIGN_IN_WAIT_MINUTES", default=15), variable="SIGN_IN_WAIT_MINUTES")
LIMITS["sign_in_account"] = Rate(most=SIGN_IN_ATTEMPTS, seconds=SIGN_IN_WAIT_MINUTES * 60)

# --- Database ----------------------------------------------------------------------------------------------------
DATABASES = {
    "default": database(
        env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        is_development=DEBUG,
        pool_size=env.int("DATABASE_POOL_SIZE", default=10),
        keep_plans=env.bool("DATABASE_KEEP_PLANS", default=True),
        tested_in=VAR_DIR / "test.sqlite3",
    )
}
VAR_DIR.mkdir(exist_ok=True)

# --- Language and time -------------------------------------------------------------------------------------------
# locale/README.md says what a second language needs.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
# The texts in the code are these. Where no other language is offered, none of the hundreds on a page is looked up.
USE_I18N = [code for code, _name in LANGUAGES] != ["en-gb"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT: str = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no page of another site loads our files
STORAGES: dict[str, dict[str, Any]] = {
    # Evidence, which only the application may read.
    "default": {
        "BACKEND": "partnerships.files.storage.WholeFileStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not DEBUG:
    MIDDLEWARE.insert(MIDDLEWARE.index("csp.middleware.CSPMiddleware"), "whitenoise.middleware.WhiteNoiseMiddleware")
    STORAGES["staticfiles"]["BACKEND"] = "config.storage.StaticFiles"

# --- Security ----------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# The owner of a domain decides whether it goes on the browsers' HSTS preload list, not one application on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Only behind a proxy that sets this header on every request: otherwise clients could set it.
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed: the number of proxies before the application, or their addresses and networks.
try:
    TRUSTED_PROXIES: TrustedProxies = trusted_proxies(env.list("TRUSTED_PROXIES", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(
        f"TRUSTED_PROXIES is a number of proxies, or their addresses and networks separated by commas: {error}."
    ) from error
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "accounts.views.site.csrf_failure"
LIMIT_FAILURE_VIEW = "accounts.views.site.too_many"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- Background tasks --------------------------------------------------------------------------------------------
# Emails are sent during the request that causes them, or by `manage.py db_worker`.
TASK_BACKENDS = {
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
    "database": "django_tasks_db.DatabaseBackend",
}
TASKS_BY: str = env.str("TASKS", default="immediate")
if TASKS_BY not in TASK_BACKENDS:
    raise ImproperlyConfigured("TASKS must be immediate or database.")
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_BY]}}
SENDS_AT_ONCE = TASKS_BY == "immediate"

# --- Email -------------------------------------------------------------------------------------------------------
EMAIL: dict[str, Any] = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
EMAIL_BACKEND: str = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST: str = EMAIL["EMAIL_HOST"] or ""
EMAIL_PORT: int = EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = EMAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = EMAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = EMAIL.get("EMAIL_USE_SSL", False)
# The timeout of each step with the mail server, in seconds: short when somebody waits for the page.
EMAIL_TIMEOUT: int = env.int("EMAIL_TIMEOUT", default=3 if SENDS_AT_ONCE else 30)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default=CONTACT_EMAIL)

# --- Logs --------------------------------------------------------------------------------------------------------
LOGGING = logged_at(env.str("LOG_LEVEL", default="INFO"))
ENVIRONMENT_NAMES: set[str] = env.ENVIRON.names  # of what is set, without its value: a backup says which
