#!/usr/bin/env python
"""Run the uv of this virtual environment with the index, proxy and certificates that pip is configured with.

uv reads neither pip.conf nor PIP_INDEX_URL. A machine that takes its packages from a mirror says so there, and has no
other way to them. The arguments are uv's; what uv's own variables and files say is not overridden.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# Where `pip config list` says that a setting stands: a later one goes before an earlier one, as in pip.
SECTIONS = ("global", "install", ":env:")
# The variable of uv for a setting of pip; where a setting may hold several values, what uv wants between them.
SINGLE = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "client-cert": "SSL_CLIENT_CERT"}
SEVERAL = {
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}


def main(arguments: list[str]) -> int:
    """Run uv; return its exit status."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    settings = pip_settings(listed)
    uv = Path(sys.executable).parent / "uv"
    environment = uv_variables(settings) | os.environ
    return subprocess.run([uv, *arguments, *uv_options(settings)], env=environment, check=False).returncode


def pip_settings(listed: str) -> dict[str, str]:
    """Return what pip would go by, from the lines of `pip config list`."""
    lines = [line.partition("=") for line in listed.splitlines()]
    return {
        name.removeprefix(f"{section}."): str(ast.literal_eval(value))
        for section in SECTIONS
        for name, _equals, value in lines
        if name.startswith(f"{section}.")
    }


def uv_variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell uv what these settings tell pip."""
    found = {variable: settings[name] for name, variable in SINGLE.items() if name in settings}
    for name, (variable, between) in SEVERAL.items():
        if name in settings:
            found[variable] = between.join(settings[name].split())
    if "extra-index-url" in settings:
        # pip looks in all of them, where uv stops at the first that knows the package. The hashes say which file is meant.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "proxy" in settings:
        proxy = settings["proxy"] if "://" in settings["proxy"] else f"http://{settings['proxy']}"
        found |= {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}
    if settings.get("keyring-provider") == "subprocess":
        found["UV_KEYRING_PROVIDER"] = "subprocess"
    return found


def uv_options(settings: Mapping[str, str]) -> list[str]:
    """Return the options for what uv has no variable for."""
    return ["--no-index"] if settings.get("no-index", "").lower() in ("1", "true", "yes", "on") else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
