# What the scripts in bin/ share; each reads it first. They run in the checkout, and stop at the first failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Each program that is started, hundreds in a run of the tests, finds what the one before has compiled.
unset PYTHONDONTWRITEBYTECODE

VENV=.venv
PYTHON=${PYTHON:-python3}
# How pytest shares the tests among one process a core and one more, as some wait for a server, a browser or a lock;
# tests/conftest.py says which stay together.
TOGETHER=(--numprocesses "${WORKERS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}" --dist loadgroup --no-loadscope-reorder)

# Homebrew's libraries, for WeasyPrint's Python.
if [ "$(uname)" = Darwin ]; then
    export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib:/usr/lib}"
fi

say() { printf '==> %s\n' "$*"; }
stop() {
    printf '\nStopped: %s\n' "$*" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# --- System packages: collect what is missing, then install it at once or say what to install ---------------------
missing_debian=()
missing_homebrew=()

# missing "Debian packages" "Homebrew packages" (empty: Homebrew has none)
missing() {
    missing_debian+=($1)
    missing_homebrew+=(${2:-})
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_missing() {
    [ ${#missing_debian[@]} -gt 0 ] || return 0
    if has apt-get && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        say "Installing ${missing_debian[*]} (apt-get; a minute or two the first time)"
        local log
        log=$(mktemp)
        if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends "${missing_debian[@]}"; } >"$log" 2>&1; then
            tail -n 20 "$log" >&2
            stop "apt-get could not install: ${missing_debian[*]}"
        fi
        rm -f "$log"
    else
        stop "this machine lacks something that only its administrator can install.
  Debian, Ubuntu:  sudo apt-get install --no-install-recommends ${missing_debian[*]}
  Homebrew:        ${missing_homebrew[*]:+brew install }${missing_homebrew[*]:-has no package of this}
Then run this again."
    fi
    missing_debian=()
    missing_homebrew=()
}

# A checkout that is set up asks the Python of its environment: one that a version manager chooses takes longer to start.
need_python() {
    local instead="PYTHON=/path/to/python3.11 names another one."
    if has_venv; then
        PYTHON=$VENV/bin/python
        instead="Delete the folder $VENV and run this again, with PYTHON=/path/to/python3.11 where python3 is older."
    fi
    has "$PYTHON" || stop "Python 3.11 or newer is needed.
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Homebrew:        brew install python"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" -V). $instead"
    has_venv || "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing python3-venv python
}

need_pango() {
    "$PYTHON" - <<'PYTHON' 2>/dev/null || missing "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" pango
import ctypes, sys
suffix = ".0.dylib" if sys.platform == "darwin" else ".so.0"
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(f"lib{name}{suffix}")
PYTHON
}

# PostgreSQL's initdb; nothing when it is not installed. Debian keeps the server's programs out of the way, one folder a
# version; elsewhere they are on the path.
find_initdb() { { ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -rV; command -v initdb; } | head -n 1 || true; }

# What the tests need beside that: a browser, tools that read PDFs, a clock that can be set for one program, PostgreSQL,
# Java with JAXB for veraPDF (which Homebrew lacks), and the virus scanner, which Debian keeps out of the way of people.
need_test_tools() {
    has chromium || has chromium-browser || has google-chrome || missing chromium chromium
    has chromium-headless-shell || ! has apt-get || missing chromium-headless-shell
    has pdftoppm || missing poppler-utils poppler
    has qpdf || missing qpdf qpdf
    has faketime || missing faketime libfaketime
    [ -n "$(find_initdb)" ] || missing postgresql postgresql
    has clamd || [ -x /usr/sbin/clamd ] || missing clamav-daemon clamav
    has javac || missing default-jdk-headless openjdk
    [ -e /usr/share/java/jaxb-runtime.jar ] || missing libjaxb-java
}

# --- The virtual environment, and what npm brings -----------------------------------------------------------------
digest() { cat "$@" | cksum; }

# is_current STAMP FILE...: whether these files are what was installed when the stamp was written.
is_current() { [ -e "$1" ] && [ "$(digest "${@:2}")" = "$(cat "$1")" ]; }

# A virtual environment names its folder in its scripts: one that was moved with the checkout is made anew, as is one
# whose Python is gone.
has_venv() { [ -x "$VENV/bin/pip" ] && [ -x "$VENV/bin/python" ] && [ "$(cat "$VENV/.place" 2>/dev/null)" = "$(pwd -P)" ]; }

# What is installed is stamped with the name of the last of its files.
stamp_of() { echo "$VENV/.installed-${!#}"; }

# Whether the environment is a developer's: it holds all that the others need, and stays one.
is_for_development() { has_venv && [ -e "$(stamp_of requirements-dev.txt)" ]; }

# install_python FILE...: the packages of these requirements files and, where uv installs them, no others.
install_python() {
    local stamp
    stamp=$(stamp_of "$@")
    if ! has_venv; then
        say "Making the virtual environment in $VENV"
        "$PYTHON" -m venv --clear "$VENV"
        pwd -P >"$VENV/.place"
    fi
    is_current "$stamp" "$@" && return
    rm -f "$VENV"/.installed-*
    say "Installing the Python packages of $*"
    if ! with_uv "$@"; then
        say "uv could not: its message is above. pip does it now, in a minute or two"
        with_pip "${@/#/--requirement=}" || stop "pip could not install $*: its message is above."
    fi
    digest "$@" >"$stamp"
}

with_pip() { "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes "$@"; }

# The pip of the new environment fetches uv, whose file is pinned like all others, and uv the rest.
with_uv() {
    with_pip --only-binary=:all: --requirement=requirements-uv.txt &&
        "$VENV/bin/python" bin/uv.py pip sync --quiet --require-hashes --python "$VENV/bin/python" "$@"
}

install_node_packages() {
    is_current node_modules/.installed package-lock.json && return
    say "Installing the design system, its compiler and the fonts (npm)"
    PATH="$PWD/$VENV/bin:$PATH" "$VENV/bin/npm" ci --silent || stop "npm could not install: run $VENV/bin/npm ci to see why."
    digest package-lock.json >node_modules/.installed
}

build_static() { "$VENV/bin/python" bin/build_static.py "$@"; }

# install_to_run FILE...: what these files hold; a developer's environment, which holds that too, stays one.
install_to_run() {
    if is_for_development; then install_python requirements-dev.txt; else install_python "$@"; fi
}

static_is_current() {
    local status=0
    build_static --check || status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || exit "$status"
    return "$status"
}

version() { "$VENV/bin/python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])'; }

manage() { "$VENV/bin/python" manage.py "$@"; }

# Everything that tests and checks need.
prepare_development() {
    need_python
    need_pango
    install_missing
    install_python requirements-dev.txt
    install_node_packages
    build_static
}
