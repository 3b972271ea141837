#!/usr/bin/python3
"""Run a program of the application as its user and with its settings.

It stands at /usr/local/bin/readiness, and is called by root: `readiness manage.py check --deploy`, `readiness bin/install`.
"""

import os
import pwd
import sys
from pathlib import Path

SETTINGS, CHECKOUT, USER = Path("/etc/readiness/readiness.env"), Path("/srv/readiness"), "readiness"
QUOTES = ("'", '"')


def settings_in(text: str) -> dict[str, str]:
    """Return the variables of the file: lines NAME=value, with one pair of quotes round a value or none.

    What systemd could read as something else ends the program, with the number of its line and not with what is in it.
    """
    found = {}
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line[0] in "#;":
            continue
        name, equals, value = line.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            sys.exit(f"{SETTINGS}, line {number}: a line is NAME=value.")
        is_quoted = len(value) > 1 and value[0] in QUOTES and value[-1] == value[0]
        value = value[1:-1] if is_quoted else value
        if "\\" in value or value.startswith(QUOTES) or (is_quoted and any(quote in value for quote in QUOTES)):
            sys.exit(f"{SETTINGS}, line {number}: write {name} without a backslash, and without a quote in the quotes.")
        found[name] = value
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
