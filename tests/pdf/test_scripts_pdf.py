"""A council's partners have names in every script, and people paste symbols: the PDF prints each character."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from partnerships import reports
from partnerships.reports.fonts import BASE, GLYPHS, OTHERS, font_file, fonts_needed
from partnerships.reports.static_files import static_file
from partnerships.snapshot.shape import Snapshot
from tests.pdf import judges, samples

pytestmark = pytest.mark.pdf

# The languages of Britain's communities first; in the order in which a reader writes them.
NAMES = {
    "NotoSansArabic": "اتحاد المرأة اُردو فارسی",
    "NotoSansGurmukhi": "ਪੰਜਾਬੀ ਸਭਾ",
    "NotoSansBengali": "বাংলা সমিতি",
    "NotoSansGujarati": "ગુજરાતી સમાજ",
    "NotoSansDevanagari": "हिन्दी नेपाली समाज",
    "NotoSansTamil": "தமிழ் சங்கம்",
    "NotoSansTelugu": "తెలుగు",
    "NotoSansKannada": "ಕನ್ನಡ",
    "NotoSansMalayalam": "മലയാളം",
    "NotoSansOriya": "ଓଡ଼ିଆ",
    "NotoSansSinhala": "සිංහල",
    "NotoSansThaana": "ދިވެހި",
    "NotoSansHebrew": "עברית",
    "NotoSansArmenian": "Հայերեն",
    "NotoSansGeorgian": "ქართული",
    "NotoSansEthiopic": "አማርኛ ትግርኛ",
    "NotoSansThai": "ไทย",
    "NotoSansLao": "ລາວ",
    "NotoSansKhmer": "ខ្មែរ",
    "NotoSansMyanmar": "မြန်မာ",
    "NotoSerifTibetan": "བོད་",
    "NotoSansSC": "华人社区中心 日本語学校",
    "NotoSansKR": "한국어 학교",
    "NotoSansSymbols2": "☒ ☐ ✓ ✔",
    "NotoEmoji": "✅ 😀 👍🏽",
}
# A word of Persian whose letters must not join, one of Bengali, one of Malayalam; a family, which is one picture.
JOINED = ["می\u200cخواهیم", "র\u200d্যাব", "അവന്\u200d", "👩\u200d👧"]
OURS = "Ŵyn Łódź Ελλάδα Київ Tiếng Việt £ € “” – ≥ •"
PASTED = "☒ Yes\u2003☐ No ✅ ⚠\ufe0f"
MADE_AGAIN = """
import hashlib, sys, django
django.setup()
from partnerships import reports
from tests.pdf.test_scripts_pdf import in_every_script
print(hashlib.sha256(reports.render_pdf(in_every_script())).hexdigest())
"""


def in_every_script() -> Snapshot:
    """A case whose purpose is the names, a line each."""
    purpose = "\n".join([*NAMES.values(), *JOINED, OURS, PASTED])
    return samples.edited(samples.load("community_hub"), lambda content: content["partnership"].update(purpose=purpose))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scripts") / "scripts.pdf"
    file.write_bytes(reports.render_pdf(in_every_script()))
    return file


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_script_has_a_font(name: str) -> None:
    assert name in fonts_needed(NAMES[name])
    assert all(ord(character) in GLYPHS for character in NAMES[name])


def test_what_our_own_font_draws_needs_no_other() -> None:
    assert fonts_needed(OURS) == ()
    assert fonts_needed("Plain text") == ()


def test_every_font_is_built_with_its_licence() -> None:
    built = {file.stem for file in static_file(font_file(OTHERS[0])).parent.glob("*.ttf")}
    assert built == set(OTHERS)
    assert all(static_file(f"build/fonts/scripts/{name}-LICENSE").read_text() for name in OTHERS)
    assert all(static_file(name) for name in BASE)


def test_the_code_points_are_those_of_all_fonts() -> None:
    assert len(GLYPHS) == len(set(GLYPHS)) > 30_000
    assert ord("ŵ") in GLYPHS
    assert 0x17000 not in GLYPHS  # Tangut, which nobody has written for 500 years


def test_no_character_stands_as_a_name_or_an_empty_box(made: Path) -> None:
    text = judges.text_of(made)
    assert "[" not in text
    assert "\ufffd" not in text
    for words in (NAMES["NotoSansSC"], NAMES["NotoSansKR"], NAMES["NotoSansGeorgian"], "☒ Yes ☐ No ✅ ⚠", OURS[:20]):
        assert words in text


def test_a_joiner_asks_for_no_font_of_its_own() -> None:
    assert [fonts_needed(text) for text in JOINED] == [
        ("NotoSansArabic",),
        ("NotoSansBengali",),
        ("NotoSansMalayalam",),
        ("NotoEmoji",),
    ]


def glyphs_of(name: str, script: str = "Arabic") -> set[int]:
    """The glyphs of the font of that script with which that name of a partnership is drawn."""
    case = samples.edited(samples.load("nearly_empty"), lambda content: content["partnership"].update(name=name))
    with pikepdf.open(BytesIO(reports.render_pdf(case))) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        [widths] = {tuple(font.DescendantFonts[0].W.as_list()[::2]) for font in fonts if script in str(font.BaseFont)}
    return {int(glyph) for glyph in widths}


def test_letters_that_must_not_join_do_not() -> None:
    """The letter before a non-joiner has the form that it has at the end of a word, as where a space follows."""
    parted, apart, joined = map(glyphs_of, ("می\u200cخواهیم", "می خواهیم", "میخواهیم"))
    assert parted - joined
    assert parted - joined < apart - joined, "the space is drawn too"


@pytest.mark.parametrize("follows", [".", " (", ", 2"])
def test_a_joiner_at_the_end_of_a_word_shapes_its_letter_whatever_follows(follows: str) -> None:
    """The chillu of Malayalam; a sign of our own font follows it."""
    alone, with_virama = glyphs_of("അവന്\u200d", "Malayalam"), glyphs_of("അവന്", "Malayalam")
    assert alone != with_virama
    assert glyphs_of(f"അവന്\u200d{follows}", "Malayalam") == alone


def test_the_fonts_in_use_are_embedded_in_part_and_no_others(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    embedded = {name.split("+")[1].split("-")[0] for name in names}
    assert embedded - {"Report"} == set(fonts_needed("\n".join(NAMES.values())))
    assert all("+" in name for name in names)
    assert made.stat().st_size < 400_000


def test_verapdf_finds_it_compliant(made: Path) -> None:
    assert all(verdict == ["compliant"] for verdict in judges.verdicts(made).values())


def test_another_process_makes_the_same_bytes(made: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    again = subprocess.run(
        [sys.executable, "-c", MADE_AGAIN], env=environment, check=True, capture_output=True, text=True
    )
    assert again.stdout.split()[-1] == hashlib.sha256(made.read_bytes()).hexdigest()
