"""How is this installation set up? One file; the environment speaks through typed helpers.

Development needs no environment at all. Production (MENTOR_MODE=production) refuses to start without what it needs.
"""

import hashlib
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mentorship.config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("MENTOR_VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database in it is nobody else's to read

MODE = env.text("MENTOR_MODE", "development")
if MODE not in {"development", "demo", "test", "production"}:
    raise ImproperlyConfigured("MENTOR_MODE is development, demo, test or production.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.flag("MENTOR_DEBUG", MODE == "development")
CLOCK_CAN_MOVE = DEMO  # production never moves it; a test that does says so itself
SECOND_FACTOR_REQUIRED = not DEMO
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("Production does not start with MENTOR_DEBUG.")


def _development_key(name: str) -> bytes:
    return hashlib.sha256(f"development only: {name}".encode()).digest()


SECRET_KEY = env.text("MENTOR_SECRET_KEY", None if PRODUCTION else _development_key("secret").hex())
SECRET_KEY_FALLBACKS = env.words("MENTOR_SECRET_KEY_FALLBACKS", [])
FIELD_KEYS = env.keys("MENTOR_FIELD_KEYS", None if PRODUCTION else {"dev": _development_key("field")})
FIELD_KEY_CURRENT = env.text("MENTOR_FIELD_KEY_CURRENT", next(iter(FIELD_KEYS)))
INDEX_KEYS = env.keys("MENTOR_INDEX_KEYS", None if PRODUCTION else {"dev": _development_key("index")})
INDEX_KEY_CURRENT = env.text("MENTOR_INDEX_KEY_CURRENT", next(iter(INDEX_KEYS)))

ALLOWED_HOSTS = env.words("MENTOR_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.words("MENTOR_ORIGINS", [])

INSTALLED_APPS = [
    "kernel",
    "accounts",
    "training",
    "mentorship",
    "matching",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kernel.middleware.NoStore",
    "accounts.middleware.SignInRules",
]

ROOT_URLCONF = "mentorship.config.urls"
WSGI_APPLICATION = "mentorship.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.page.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": env.database(
        "MENTOR_DATABASE", VAR_DIR / ("demo.sqlite3" if DEMO else "mentor.sqlite3"), durable=MODE != "test"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on sign-in must hold across processes: a shared cache, never one per process.
REDIS_URL = env.text("MENTOR_REDIS", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    )
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "accounts.forms.sign_up.SignUpForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}  # codes; passwords: accounts.services.limits
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mentor network"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ro", _("Romanian")), ("hu", _("Hungarian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "mentorship.config.formats"
TIME_ZONE = "Europe/Bucharest"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mentorship.config.staticfiles.BootstrapFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_MANIFEST_STRICT = True
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "kernel.uploads.RefuseHugeBodies",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
AUDIT_ANCHOR = Path(env.text("MENTOR_AUDIT_ANCHOR", str(VAR_DIR / "audit-anchor.jsonl")))

# Mail: written to the outbox, sent by the worker. Development and demo keep it in the outbox's page.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.locmem.EmailBackend"
)
EMAIL_HOST = env.text("MENTOR_MAIL_HOST", "localhost")
EMAIL_PORT = int(env.text("MENTOR_MAIL_PORT", "587"))
EMAIL_HOST_USER = env.text("MENTOR_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MENTOR_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("MENTOR_MAIL_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MENTOR_MAIL_FROM", "noreply@localhost")
SITE_ADDRESS = env.text("MENTOR_ADDRESS", None if PRODUCTION else "http://localhost:8000")

# Background work: two clusters, so that a long run never delays a mail. timeout < retry: a killed task comes back.
Q_CLUSTER = {
    "name": "short",
    "workers": 1,
    "timeout": 60,
    "retry": 90,
    "max_attempts": 5,
    "ack_failures": True,
    "save_limit": 250,
    "catch_up": False,
    "poll": 1,
    "ALT_CLUSTERS": {"long": {"workers": 1, "timeout": 1800, "retry": 1900, "max_attempts": 3}},
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}),
}

# Security
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kernel.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
BEHIND_PROXY = env.flag("MENTOR_BEHIND_PROXY", False)
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # otherwise all visitors share one address and its limits
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("MENTOR_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "usb",
        "screen-wake-lock", "xr-spatial-tracking",
    )
} | {"publickey-credentials-get": ["self"], "publickey-credentials-create": ["self"]}  # fmt: skip

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Home is a worklist: each floor adds its lines, the page asks them by name.
WORKLISTS = [
    "accounts.queries.worklists.lines",
    "training.queries.worklists.lines",
    "mentorship.queries.worklists.lines",
    "matching.queries.worklists.lines",
]
# What cannot wait stands on every page, read from the database: each source gives its alerts.
ALERTS = ["mentorship.queries.concern_alerts.alerts"]
# Home shows an applicant or mentor the way to the pairing and the one next thing.
WAY = "mentorship.queries.ways.way_of"
SCHEDULE_MODULE = "mentorship.config.schedule"
