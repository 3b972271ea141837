"""uv goes by what pip is configured with: the lines of `pip config list` become its variables."""

from __future__ import annotations

import pytest

from bin import uv

# Made-up addresses: no package comes from any of them.
MIRROR, FIRST, SECOND, THIRD = (f"https://{name}.example/wheels" for name in ("mirror", "a", "b", "c"))


def variables(*listed: str) -> dict[str, str]:
    return uv.uv_variables(uv.pip_settings("\n".join(listed)))


@pytest.mark.parametrize(
    ("listed", "variable", "value"),
    [
        (f"global.index-url='{MIRROR}'", "UV_DEFAULT_INDEX", MIRROR),
        (f"install.index-url='{MIRROR}'", "UV_DEFAULT_INDEX", MIRROR),
        (f":env:.index-url='{MIRROR}'", "UV_DEFAULT_INDEX", MIRROR),
        (
            f"global.extra-index-url='\\n{FIRST}\\n{SECOND}'",
            "UV_INDEX",
            f"{FIRST} {SECOND}",
        ),
        (f"global.extra-index-url='{FIRST}'", "UV_INDEX_STRATEGY", "unsafe-best-match"),
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
    listed = [f":env:.index-url='{THIRD}'", f"global.index-url='{FIRST}'"]
    assert variables(*listed)["UV_DEFAULT_INDEX"] == THIRD
    assert variables(listed[1], f"install.index-url='{SECOND}'")["UV_DEFAULT_INDEX"] == SECOND


@pytest.mark.parametrize(
    "listed", ["", "global.timeout='60'", "global.keyring-provider='auto'", f"wheel.index-url='{FIRST}'"]
)
def test_what_uv_need_not_know_is_left_out(listed: str) -> None:
    assert variables(listed) == {}


@pytest.mark.parametrize(("value", "options"), [("true", ["--no-index"]), ("1", ["--no-index"]), ("no", []), ("", [])])
def test_no_index_is_an_option(value: str, options: list[str]) -> None:
    assert uv.uv_options(uv.pip_settings(f"global.no-index='{value}'")) == options
