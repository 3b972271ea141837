#!/usr/bin/python3
"""Run a program of the application as its user and with its settings.

It stands at /usr/local/bin/readiness, and is called by root: `readiness manage.py check --deploy`, `readiness bin/install`.
"""

import os
import pwd
import sys
from pathlib import Path

SETTINGS, CHECKOUT, USER = Path("/etc/readiness/readiness.env"), Path("/srv/readiness"), "readiness"
QUOTES = "'\""


def settings_in(text: str) -> dict[str, str]:
    """Return the variables of the file as systemd reads them: one a line, quoted or not, and nothing in it is replaced."""
    found = {}
    for line in map(str.strip, text.splitlines()):
        name, equals, value = line.partition("=")
        if not line or line[0] in "#;":
            continue
        if not equals or not name.isidentifier():
            sys.exit(f"{SETTINGS}: a line is NAME=value, which this is not: {line.split('=')[0]}")
        value = value.strip()
        found[name] = value[1:-1] if len(value) > 1 and value[0] in QUOTES and value[-1] == value[0] else value
    return found


def main(words: list[str]) -> None:
    """Become the user, and then the program."""
    if not words:
        sys.exit("Usage: readiness manage.py COMMAND ..., or readiness bin/PROGRAM")
    home = pwd.getpwnam(USER)
    own = {"HOME": home.pw_dir, "UV_CACHE_DIR": "/var/cache/readiness/uv"}
    environment = os.environ | settings_in(SETTINGS.read_text()) | own
    os.chdir(CHECKOUT)
    os.initgroups(USER, home.pw_gid)
    os.setgid(home.pw_gid)
    os.setuid(home.pw_uid)
    program = [".venv/bin/python", *words] if words[0] == "manage.py" else words
    try:
        os.execvpe(program[0], program, environment)  # noqa: S606 - by root, who may run anything
    except OSError as error:
        sys.exit(f"{program[0]} cannot be run in {CHECKOUT}: {error.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
