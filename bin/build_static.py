#!/usr/bin/env python
"""Make what pages and the PDF load, in static/build: the stylesheet with the council's colour and font, scripts, fonts.

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
from collections import Counter
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config import settings

ROOT = settings.BASE_DIR
MODULES = ROOT / "node_modules"
SOURCE = ROOT / "static" / "scss"
SCRIPTS = ROOT / "static" / "js"
# One for each page: that of a report has what the report has too.
SHEETS = ("app", "report")
# Each with all that it imports: that of our pages, what they run before they are shown, and that of the administration.
ENTRIES = ("app.js", "supported.js", "signed_out.js")
# The oldest JavaScript that they are written in, for browsers since 2020.
TARGET = "es2020"
BUILD = ROOT / "static" / "build"
GENERATED = ROOT / "var" / "scss"
STAMP = BUILD / ".inputs"

WEB_FONT = MODULES / "@fontsource" / "source-sans-3"
# Has the widths of Arial, letter by letter, and may be copied.
ARIAL = MODULES / "@fontsource" / "arimo"
PDF_FONTS = MODULES / "@expo-google-fonts"
PDF_FONT = PDF_FONTS / "source-sans-3"
WEB_WEIGHTS = {
    400: ("Arial", "Helvetica", "Liberation Sans"),
    700: ("Arial Bold", "Helvetica Bold", "Liberation Sans Bold"),
}
FAMILY, FALLBACK = settings.WEB_FONT, '"Source Sans 3 in Arial"'
# What nearly every text is made of, in a font of its own that every page asks for. The others wait for a letter of theirs.
LATIN_BASIC = {*range(0x7F), *map(ord, "\u00a0£·\u2013—‘’“”•…")}
# What English text is set with. Accents and small figures are in the font of the rest.
BASIC_FEATURES = ["kern", "liga"]
LATIN_FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
# What pages say: how often each letter stands there decides how wide a line of it is.
WORDS = ROOT / "fixtures" / "partnership_readiness_1_1.yaml"
# For the PDF: whole fonts, which are cut to the glyphs in use when they are embedded. Those of other scripts (noto-...)
# in one style, of which WeasyPrint makes a bold one.
PDF_STYLES = {
    "400Regular": "Regular",
    "400Regular_Italic": "Italic",
    "600SemiBold": "SemiBold",
    "700Bold": "Bold",
    "700Bold_Italic": "BoldItalic",
}
SASS = [f"--load-path={GENERATED}", f"--load-path={MODULES}", "--style=compressed", "--no-source-map"]
ESBUILD = ["--bundle", "--minify", "--format=esm", f"--target={TARGET}", "--legal-comments=none", "--log-level=warning"]
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
    copy_fonts()
    for weight in WEB_WEIGHTS:
        write_latin_fonts(weight)
    node("The stylesheets", "sass/sass.js", *(f"{SOURCE / name}.scss:{BUILD / name}.css" for name in SHEETS), *SASS)
    node(
        "The scripts", "esbuild-wasm/bin/esbuild", *(SCRIPTS / name for name in ENTRIES), f"--outdir={BUILD}", *ESBUILD
    )
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
    sources = [*sorted(SOURCE.rglob("*.scss")), *sorted(SCRIPTS.glob("*.js"))]
    for path in [Path(__file__), ROOT / "package-lock.json", WORDS, ROOT / "static" / "report.css", *sources]:
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def council_scss() -> str:
    """Return the module that the stylesheet uses as `council`: the settings, and the fonts."""
    ranges: dict[str, str] = json.loads((WEB_FONT / "unicode.json").read_text())
    # No letter stands in two of them: while the one is late, a browser would ask for the other.
    ranges |= {"latin": unicode_range(latin_rest()), "basic": unicode_range(LATIN_BASIC)}
    faces = [
        # Whoever has no basic font yet when the page is shown reads on in the fallback: nothing moves under their eyes.
        f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; "
        f"font-display: {'optional' if script == 'basic' else 'swap'}; "
        f'src: url("fonts/{web_font(script, weight).name}") format("woff2"); unicode-range: {covered}; }}'
        for weight in WEB_WEIGHTS
        for script, covered in ranges.items()
    ]
    fallbacks = [fallback_face(weight) for weight in WEB_WEIGHTS]
    font = settings.COUNCIL_FONT.replace(FAMILY, f"{FAMILY}, {FALLBACK}")
    return "\n".join([f"$colour: {settings.COUNCIL_COLOUR};", f"$font: {font};", *faces, *fallbacks, ""])


def unicode_range(letters: set[int]) -> str:
    """Return the numbers of letters as CSS names them: single ones, and ranges."""
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and runs[-1][1] == letter - 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def web_font(script: str, weight: int) -> Path:
    """Return the file of the web font for a script (latin, greek ...) and a weight."""
    return WEB_FONT / "files" / f"source-sans-3-{script}-{weight}-normal.woff2"


def fallback_face(weight: int) -> str:
    """Return a face of Arial in which lines are as long and as high as in the web font.

    Sizes are shares of the letter height, as CSS has them: `size-adjust` scales the heights that follow it too.
    """
    own, arial = read_font(web_font("latin", weight)), read_font(ARIAL / "files" / f"arimo-latin-{weight}-normal.woff2")
    adjusted = width_of_words(own) / width_of_words(arial)
    heights = {"ascent": own["hhea"].ascent, "descent": -own["hhea"].descent, "line-gap": own["hhea"].lineGap}
    overrides = [
        f"{name}-override: {height / own['head'].unitsPerEm / adjusted:.2%};" for name, height in heights.items()
    ]
    sources = ", ".join(f'local("{name}")' for name in WEB_WEIGHTS[weight])
    return (
        f"@font-face {{ font-family: {FALLBACK}; font-weight: {weight}; src: {sources}; "
        f"size-adjust: {adjusted:.2%}; {' '.join(overrides)} }}"
    )


def read_font(path: Path) -> Any:
    """Return the tables of a font by their names; fontTools declares none of their fields."""
    return TTFont(path)


def width_of_words(font: Any) -> float:
    """Return how wide the words of a checklist are on one line, in letter heights."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    letters = Counter(letter for letter in WORDS.read_text() if letter.isprintable() and ord(letter) in LATIN_BASIC)
    total = sum(widths[glyphs[ord(letter)]][0] * times for letter, times in letters.items())
    return float(total / font["head"].unitsPerEm)


def write_latin_fonts(weight: int) -> None:
    """Write the font of the basic letters and that of the other Latin ones: the web font's own, in two parts."""
    for script, letters, features in (("basic", LATIN_BASIC, BASIC_FEATURES), ("latin", latin_rest(), LATIN_FEATURES)):
        font = TTFont(web_font("latin", weight))
        subsetter = Subsetter(Options(layout_features=features))
        subsetter.populate(unicodes=letters)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(BUILD / "fonts" / web_font(script, weight).name)


def latin_rest() -> set[int]:
    """Return the letters of the web font for Latin script that are not among the basic ones."""
    ranges: dict[str, str] = json.loads((WEB_FONT / "unicode.json").read_text())
    return {*parse_unicodes(ranges["latin"])} - LATIN_BASIC


def copy_fonts() -> None:
    """Copy the fonts with their licence; of GOV.UK's own images, crest and typeface: nothing."""
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


def node(made: str, program: str, *arguments: str | Path) -> None:
    """Run a program of npm's with the node of the virtual environment, or else of the path; its own message is the error."""
    found = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        sys.exit("node, which makes the stylesheets and the scripts, is missing: requirements-build.txt installs it.")
    if subprocess.run([found, MODULES / program, *arguments], check=False).returncode:
        sys.exit(f"{made} could not be made: see {program.split('/')[0]}'s message above.")


if __name__ == "__main__":
    main(only_check="--check" in sys.argv[1:])
