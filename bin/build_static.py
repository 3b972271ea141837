#!/usr/bin/env python
"""Compile the stylesheet with the council's colour and font, and copy what pages and the PDF load, to static/build.

Does nothing when neither the sources nor the settings have changed since the last time. With --check it never does
anything: its exit status is then 3 when there is something to do.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import settings

ROOT = settings.BASE_DIR
MODULES = ROOT / "node_modules"
SOURCE = ROOT / "static" / "scss"
BUILD = ROOT / "static" / "build"
GENERATED = ROOT / "var" / "scss"
STAMP = BUILD / ".inputs"

GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
WEB_FONT = MODULES / "@fontsource" / "source-sans-3"
PDF_FONTS = MODULES / "@expo-google-fonts"
PDF_FONT = PDF_FONTS / "source-sans-3"
WEB_WEIGHTS = (400, 700)
# For the PDF: whole fonts, which are cut to the glyphs in use when they are embedded. Those of other scripts (noto-...)
# in one style, of which WeasyPrint makes a bold one.
PDF_STYLES = {
    "400Regular": "Regular",
    "400Regular_Italic": "Italic",
    "600SemiBold": "SemiBold",
    "700Bold": "Bold",
    "700Bold_Italic": "BoldItalic",
}
OUT_OF_DATE = 3


def main(*, only_check: bool) -> None:
    """Build what is out of date, or stop with a sentence."""
    check_colour(settings.COUNCIL_COLOUR)
    inputs = fingerprint()
    if STAMP.exists() and STAMP.read_text() == inputs:
        return
    if only_check:
        sys.exit(OUT_OF_DATE)
    shutil.rmtree(BUILD, ignore_errors=True)
    (BUILD / "fonts").mkdir(parents=True)
    GENERATED.mkdir(parents=True, exist_ok=True)
    (GENERATED / "_council.scss").write_text(council_scss())
    copy_files()
    compile_stylesheet()
    STAMP.write_text(inputs)


def check_colour(colour: str) -> None:
    """Stop when the colour is no hex colour, or too light for the header's white text (WCAG 2.2, 1.4.3)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        sys.exit(f"COUNCIL_COLOUR must be a colour such as #1b4d4a, not {colour!r}.")
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < 4.5:
        sys.exit(f"COUNCIL_COLOUR {colour} is too light: white text on it has a contrast of {contrast:.1f}, below 4.5.")


def fingerprint() -> str:
    """Return a digest of everything that the result depends on."""
    digest = hashlib.sha256(f"{settings.COUNCIL_COLOUR}\n{settings.COUNCIL_FONT}\n".encode())
    for path in [Path(__file__), ROOT / "package-lock.json", *sorted(SOURCE.rglob("*.scss"))]:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def council_scss() -> str:
    """Return the module that the stylesheet uses as `council`: the settings, and the web font by script."""
    ranges: dict[str, str] = json.loads((WEB_FONT / "unicode.json").read_text())
    faces = [
        f'@font-face {{ font-family: "Source Sans 3"; font-weight: {weight}; font-display: swap; '
        f'src: url("fonts/{web_font(script, weight).name}") format("woff2"); unicode-range: {unicode_range}; }}'
        for weight in WEB_WEIGHTS
        for script, unicode_range in ranges.items()
    ]
    return "\n".join([f"$colour: {settings.COUNCIL_COLOUR};", f"$font: {settings.COUNCIL_FONT};", *faces, ""])


def web_font(script: str, weight: int) -> Path:
    """Return the file of the web font for a script (latin, greek ...) and a weight."""
    return WEB_FONT / "files" / f"source-sans-3-{script}-{weight}-normal.woff2"


def copy_files() -> None:
    """Copy the scripts and the fonts with their licence; of GOV.UK's own images, crest and typeface: nothing."""
    shutil.copy(GOVUK / "govuk-frontend.min.js", BUILD)
    shutil.copy(GOVUK / "govuk-frontend.min.js.map", BUILD)
    shutil.copy(PDF_FONT / "LICENSE_FONT", BUILD / "fonts" / "LICENSE")
    for weight in WEB_WEIGHTS:
        for script in json.loads((WEB_FONT / "unicode.json").read_text()):
            shutil.copy(web_font(script, weight), BUILD / "fonts")
    for folder, style in PDF_STYLES.items():
        source = PDF_FONT / folder / f"SourceSans3_{folder}.ttf"
        shutil.copy(source, BUILD / "fonts" / f"SourceSans3-{style}.ttf")
    scripts = BUILD / "fonts" / "scripts"
    scripts.mkdir()
    for package in sorted(PDF_FONTS.glob("noto-*")):
        [source] = (package / "400Regular").glob("*.ttf")
        name = source.name.removesuffix("_400Regular.ttf")
        shutil.copy(source, scripts / f"{name}.ttf")
        shutil.copy(package / "LICENSE_FONT", scripts / f"{name}-LICENSE")


def compile_stylesheet() -> None:
    """Run sass with the node of the virtual environment, or else of the path; its own message is the error."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if node is None:
        sys.exit("node, which compiles the stylesheet, is missing: requirements-build.txt installs it.")
    command = [node, str(MODULES / "sass" / "sass.js"), str(SOURCE / "app.scss"), str(BUILD / "app.css")]
    options = [f"--load-path={path}" for path in (GENERATED, MODULES)]
    result = subprocess.run([*command, *options, "--style=compressed", "--no-source-map"], check=False)
    if result.returncode:
        sys.exit("The stylesheet was not compiled: see sass's message above.")


if __name__ == "__main__":
    main(only_check="--check" in sys.argv[1:])
