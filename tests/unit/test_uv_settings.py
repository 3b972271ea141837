"""uv goes by what pip is configured with: the lines of `pip config list` become its variables."""

from __future__ import annotations

import pytest

from bin import uv


def variables(*listed: str) -> dict[str, str]:
    return uv.uv_variables(uv.pip_settings("\n".join(listed)))


@pytest.mark.parametrize(
    ("listed", "variable", "value"),
    [
        ("global.index-url='https://mirror.example/simple'", "UV_DEFAULT_INDEX", "https://mirror.example/simple"),
        ("install.index-url='https://mirror.example/simple'", "UV_DEFAULT_INDEX", "https://mirror.example/simple"),
        (":env:.index-url='https://mirror.example/simple'", "UV_DEFAULT_INDEX", "https://mirror.example/simple"),
        (
            "global.extra-index-url='\\nhttps://a.example\\nhttps://b.example'",
            "UV_INDEX",
            "https://a.example https://b.example",
        ),
        ("global.extra-index-url='https://a.example'", "UV_INDEX_STRATEGY", "unsafe-best-match"),
        ("global.find-links='/srv/wheels https://b.example'", "UV_FIND_LINKS", "/srv/wheels,https://b.example"),
        ("global.trusted-host='a.example\\nb.example:8443'", "UV_INSECURE_HOST", "a.example b.example:8443"),
        ("global.cert='/etc/council.pem'", "SSL_CERT_FILE", "/etc/council.pem"),
        ("global.client-cert='/etc/me.pem'", "SSL_CLIENT_CERT", "/etc/me.pem"),
        ("global.proxy='proxy.example:3128'", "HTTPS_PROXY", "http://proxy.example:3128"),
        ("global.proxy='https://proxy.example:3128'", "HTTP_PROXY", "https://proxy.example:3128"),
        ("global.keyring-provider='subprocess'", "UV_KEYRING_PROVIDER", "subprocess"),
    ],
)
def test_a_setting_of_pip_has_a_variable_of_uv(listed: str, variable: str, value: str) -> None:
    assert variables(listed)[variable] == value


def test_the_environment_goes_before_the_command_and_the_command_before_the_rest() -> None:
    listed = [":env:.index-url='https://c.example'", "global.index-url='https://a.example'"]
    assert variables(*listed)["UV_DEFAULT_INDEX"] == "https://c.example"
    assert variables(listed[1], "install.index-url='https://b.example'")["UV_DEFAULT_INDEX"] == "https://b.example"


@pytest.mark.parametrize(
    "listed", ["", "global.timeout='60'", "global.keyring-provider='auto'", "wheel.index-url='https://a.example'"]
)
def test_what_uv_need_not_know_is_left_out(listed: str) -> None:
    assert variables(listed) == {}


@pytest.mark.parametrize(("value", "options"), [("true", ["--no-index"]), ("1", ["--no-index"]), ("no", []), ("", [])])
def test_no_index_is_an_option(value: str, options: list[str]) -> None:
    assert uv.uv_options(uv.pip_settings(f"global.no-index='{value}'")) == options
