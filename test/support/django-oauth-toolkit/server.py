"""
An authorization server in another language, for tests: Django OAuth Toolkit as it comes, with one public client and one person.

    python3 server.py DATABASE PORT

Prints "ready" when it answers.
"""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

database, port = sys.argv[1], int(sys.argv[2])
origin = f"http://localhost:{port}"

settings.configure(
    SECRET_KEY="of the tests",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    LOGIN_URL="/sign-in/",
    LOGIN_REDIRECT_URL="/sign-in/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    OAUTH2_PROVIDER={
        "OAUTH_DEVICE_VERIFICATION_URI": f"{origin}/device/",
        "SCOPES": {"read": "Read", "write": "Write"},
    },
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import get_application_model  # noqa: E402


class SignIn(LoginView):
    """Django's own sign-in, with a page that needs no template."""

    def render_to_response(self, context, **kwargs):
        token = get_token(self.request)
        after = self.request.GET.get("next", "")
        return HttpResponse(
            f'<form action="/sign-in/" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
            f'<input type="hidden" name="next" value="{after}"><input name="username"><input name="password"></form>'
        )


urlpatterns = [path("sign-in/", SignIn.as_view()), path("", include("oauth2_provider.urls"))]

call_command("migrate", verbosity=0)
get_user_model().objects.create_user("alice", password="wonderland")
Application = get_application_model()
Application.objects.create(
    name="Console",
    client_id="console",
    client_type=Application.CLIENT_PUBLIC,
    authorization_grant_type=Application.GRANT_DEVICE_CODE,
)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet) as server:
    print("ready", flush=True)
    server.serve_forever()
