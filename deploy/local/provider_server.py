"""A sign-in provider for trying and testing: proves whatever name is chosen, without a password.

It is `oidc-provider-mock`, with four things that a real provider has: one sign-in serves all services, its key stays
from start to start, nobody debugs it from a browser, and its page can be read on a phone.
"""

import io
import json
from collections.abc import Callable, Iterable
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, quote, unquote, urlencode

import flask
import oidc_provider_mock
import typer
from authlib.jose import JsonWebKey
from jinja2 import FileSystemLoader
from pydantic import BaseModel, TypeAdapter
from werkzeug.serving import make_server

TEMPLATES = Path(__file__).parent / "templates"
PERSON = "provider-person"
LIFE = 12 * 3600
Environment = dict[str, Any]
Start = Callable[..., Any]


class Account(BaseModel):
    """Somebody whom the provider offers to be."""

    subject: str
    name: str
    role: str = ""
    """What they do, in the words of a start page."""


ACCOUNTS = TypeAdapter(list[Account])


class OneSignIn:
    """Remembers who has signed in, and signs them in to the next service without asking."""

    def __init__(self, application: Callable[[Environment, Start], Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environment: Environment, start: Start) -> Iterable[bytes]:
        """Pass a request on, or one that says what was said before."""
        path, cookies = environment["PATH_INFO"], SimpleCookie(environment.get("HTTP_COOKIE", ""))
        person = unquote(cookies[PERSON].value) if PERSON in cookies else None
        if path == "/oauth2/end_session":
            asked = parse_qs(environment.get("QUERY_STRING", ""))
            back = asked.get("post_logout_redirect_uri", [""])[0]
            environment["PATH_INFO"] = "/oauth2/end_session/confirm"
            _say(environment, {"redirect_uri": back} if back else {})
            return self._application(environment, _with_cookie(start, "", 0))
        if path == "/oauth2/authorize":
            if environment["REQUEST_METHOD"] == "GET" and person:
                _say(environment, {"sub": person})
            elif environment["REQUEST_METHOD"] == "POST":
                said = environment["wsgi.input"].read(int(environment.get("CONTENT_LENGTH") or 0))
                environment["wsgi.input"] = io.BytesIO(said)
                person = parse_qs(said.decode()).get("sub", [""])[0]
                return self._application(environment, _with_cookie(start, person, LIFE))
        return self._application(environment, start)


def _say(environment: Environment, form: dict[str, str]) -> None:
    said = urlencode(form).encode()
    environment |= {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(said)),
        "wsgi.input": io.BytesIO(said),
    }


def _with_cookie(start: Start, person: str, seconds: int) -> Start:
    cookie = SimpleCookie({PERSON: quote(person)})
    cookie[PERSON].update({"max-age": str(seconds), "path": "/", "httponly": "true", "samesite": "Lax"})

    def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start(status, [*headers, ("Set-Cookie", cookie[PERSON].OutputString())], *more)

    return started


def application(key: dict[str, Any], accounts: Iterable[Account]) -> OneSignIn:
    """The provider, with this private key (JWK)."""
    offered = list(accounts)
    known = [oidc_provider_mock.User(sub=each.subject, claims={"name": each.name}) for each in offered]
    app: flask.Flask = oidc_provider_mock.app(require_nonce=True, user_claims=known)
    app.debug = False
    app.jinja_loader = FileSystemLoader([TEMPLATES, Path(oidc_provider_mock.__file__).parent / "templates"])
    app.context_processor(lambda: {"accounts": offered})
    signing = JsonWebKey.import_key(key)

    def use_key() -> None:
        flask.g.oidc_provider_mock_storage.jwk = signing

    app.before_request(use_key)
    return OneSignIn(partial(flask.Flask.wsgi_app, app))  # past the debugger that the library puts around it


def main(
    port: Annotated[int, typer.Option(help="Of 127.0.0.1.")],
    key: Annotated[Path, typer.Option(help="The private key, as JSON.")],
    accounts: Annotated[Path, typer.Option(help="Whom it offers to be, as JSON; the file may be absent.")],
) -> None:
    """Sign people in until ended."""
    known = ACCOUNTS.validate_json(accounts.read_bytes()) if accounts.exists() else []
    make_server("127.0.0.1", port, application(json.loads(key.read_text()), known), threaded=True).serve_forever()


if __name__ == "__main__":
    typer.run(main)
