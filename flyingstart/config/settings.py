"""Django's settings, from the environment.

| Variable | Means | Without it |
|---|---|---|
| DATABASE_URL | PostgreSQL, as the application's role | embedded server under the home |
| DATABASE_OWNER_URL | the same database, as its owner: migrations | ditto |
| FLYINGSTART_HOME | files, snapshots, the embedded server | `.flyingstart/` in the repository |
| SECRET_KEY | signs cookies | made once and kept in the home |
| SECRET_KEY_FALLBACKS | keys of before, with commas: read, never used anew | none |
| ALLOWED_HOSTS | names the site answers to, with commas | this machine only |
| PORT, BIND | where `serve` listens | 8000, this machine only |
| LOG_FORMAT | `line`, or `json`: an object a line, one for each request | line |
| DEBUG | 1: error pages show code | 0 |
| FLYINGSTART_DEMO | 1: says on every page that the people are made up | 0 |
| FLYINGSTART_AUTHORITY | folder of the authority pack | the only one in `authorities/` |
"""

from __future__ import annotations

import os
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from flyingstart.config import environment

BASE_DIR = environment.REPOSITORY
PACKAGE = BASE_DIR / "flyingstart"
HOME = environment.make_home()

SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", default="")
DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("FLYINGSTART_DEMO")
PORT = environment.whole_number("PORT", default=8000)
BIND = os.environ.get("BIND") or "127.0.0.1"
# Read here so that every command refuses what the web server would fall over.
WEB_CONCURRENCY = environment.whole_number("WEB_CONCURRENCY", default=2, least=1)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
# A site that answers to a name of its own is for real families: stricter rules apply.
PUBLIC = bool(set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"})
AUTHORITY = os.environ.get("FLYINGSTART_AUTHORITY", "")

# --- Apps -------------------------------------------------------------------------------------

LAYERS = (
    "kernel",
    "design",
    "places",
    "accounts",
    "families",
    "activities",
    "daybook",
    "evidence",
    "privacy",
    "town",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rules",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(f"flyingstart.{name}" for name in LAYERS),
]

MIDDLEWARE = [
    "flyingstart.kernel.middleware.HealthMiddleware",
    "flyingstart.kernel.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before those that answer by themselves: a way to sign in is framed by nobody.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "flyingstart.kernel.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "flyingstart.accounts.web.tablet_middleware.TabletMiddleware",
    "flyingstart.accounts.web.middleware.SignedOutMiddleware",
    "flyingstart.kernel.middleware.StaffMiddleware",
    "flyingstart.accounts.web.middleware.StepsMiddleware",
    "flyingstart.accounts.web.middleware.AccessLogMiddleware",
    "flyingstart.kernel.middleware.TransactionMiddleware",
]

ROOT_URLCONF = "flyingstart.config.urls"
WSGI_APPLICATION = "flyingstart.config.wsgi.application"

# --- Pages ------------------------------------------------------------------------------------

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "flyingstart.config.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        # For the few packages that bring Django templates of their own.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "flyingstart.design.forms.renderer.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [folder for folder in [PACKAGE / "static"] if folder.is_dir()]
# Hashed names once `serve` has collected the files; before that, the files as they lie.
COLLECTING = environment.flag("FLYINGSTART_COLLECT")
COLLECTED = COLLECTING or (not DEBUG and (STATIC_ROOT / "staticfiles.json").exists())
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
# A page without its styles is better than no page; doctor says that the front end is missing.
WHITENOISE_MANIFEST_STRICT = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": HOME / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ur", _("Urdu"))]
# Urdu has what families read. Of pages of staff it has the parts that all pages share: sentences
# half in one language, half in the other, laid out from the right.
STAFF_LANGUAGES = ["en"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Database ---------------------------------------------------------------------------------

DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
# Nobody gave an address: the server for laptops, which `cli` started.
EMBEDDED = environment.flag("FLYINGSTART_EMBEDDED")
# Migrations swap the login of `default`: a second alias would wait for the first one's locks.
AS_OWNER = os.environ.get("FLYINGSTART_LOGIN") == "owner"
DATABASES = {
    "default": environment.database(
        DATABASE_OWNER_URL if AS_OWNER else os.environ.get("DATABASE_URL")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Analytical snapshots: immutable files and a manifest.
SNAPSHOTS = HOME / "snapshots"
# Shared by all processes: it counts attempts to sign in. Its table is made by a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = None

# --- Sign-in ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
# A second step at every sign-in. Nobody is asked for one in a demo on this machine.
SECOND_STEP_REQUIRED = PUBLIC or not DEMO
# Whether the authority's rules of use are agreed to before anything else.
TERMS_REQUIRED = True
# Where links in letters lead.
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "").rstrip("/") or environment.address(
    ALLOWED_HOSTS, PORT, public=PUBLIC
)
# Signed out after so long without a click, and after so long whatever they do.
IDLE_SECONDS = 60 * environment.whole_number("IDLE_MINUTES", default=30, least=1)
LONGEST_SESSION_SECONDS = 8 * 60 * 60
# An invitation's link can be followed for so long, and so can that of a forgotten password.
INVITATION_DAYS = 7
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60

ACCOUNT_FORMS = {
    "login": "flyingstart.accounts.web.sign_in_forms.SignInForm",
    "reset_password": "flyingstart.accounts.web.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "flyingstart.accounts.web.sign_in_forms.ResetForm",
    "change_password": "flyingstart.accounts.web.sign_in_forms.ChangeForm",
    "reauthenticate": "flyingstart.accounts.web.sign_in_forms.PasswordAgainForm",
}
ACCOUNT_ADAPTER = "flyingstart.accounts.web.adapters.AccountAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# By invitation only: whoever follows the link has the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    # Of one address, and of one network: a council's people share theirs.
    "login": "300/m/ip",
    "login_failed": "5/15m/key,100/15m/ip",
    "reset_password": "30/h/ip,3/h/key",
    "reset_password_from_key": "30/h/ip",
    "change_password": "10/h/user",
    "reauthenticate": "10/15m/user",
}
# Proxies that may say whom they ask for; counted from ours outwards.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("PROXIES", default=1 if PUBLIC else 0)
MFA_FORMS = {
    "authenticate": "flyingstart.accounts.web.sign_in_forms.SecondStepForm",
    "reauthenticate": "flyingstart.accounts.web.sign_in_forms.SecondStepAgainForm",
    "activate_totp": "flyingstart.accounts.web.sign_in_forms.SetUpPhoneForm",
}
MFA_ADAPTER = "flyingstart.accounts.web.adapters.SecondStepAdapter"
# "webauthn" joins them when passkeys are wanted: docs/adr/0009-sign-in-and-scopes.md.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Flying Start"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# They were not confirmed by a letter to each address: the invitation was.
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_ADAPTER = "allauth.usersessions.adapter.DefaultUserSessionsAdapter"

# --- Letters ---------------------------------------------------------------------------------

# Without a mail server they are files, which whoever looks after the machine can read.
SMTP_URL = os.environ.get("SMTP_URL", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if SMTP_URL
    else "flyingstart.accounts.letter_files.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "letters"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or "flyingstart@localhost"
globals().update(environment.mail_server(SMTP_URL))
# So long after a session its lead is reminded of a register that is open still.
LATE_REGISTER_HOURS = environment.whole_number("LATE_REGISTER_HOURS", default=24)

# --- Security ---------------------------------------------------------------------------------

# What is said after a form may name a child: kept in a cookie, it would outlive signing out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "flyingstart_session"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "flyingstart.design.web.errors.form_expired"
CSRF_COOKIE_SECURE = PUBLIC
SECURE_SSL_REDIRECT = PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PUBLIC
# Preloading binds a whole domain for years: its owner decides, not one site on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Imports of up to 50 MB; what is larger than this goes to a temporary file, not into memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A whole term of sessions is one form: 150 rows of 20 boxes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_500

# --- Logs: what happened and where, never whom it was about -------------------------------------

LOG_FORMAT = environment.one_of("LOG_FORMAT", "line", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "flyingstart.kernel.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "flyingstart.kernel.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "flyingstart": {"level": "INFO"},
        # A line for each request, where a machine reads them.
        "flyingstart.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        # Statements and job arguments stay out of the logs even when somebody turns DEBUG on.
        "django.db.backends": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
