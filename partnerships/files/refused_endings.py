"""The endings of files that can hold programs: refused as evidence, and as attachments of an email that is evidence."""

WITH_MACROS = "docm dotm xlsm xltm xlam xlsb xla xlt pptm potm ppam ppsm"
PROGRAMS = "exe msi bat cmd com scr js jse vbs vbe wsf ps1 sh jar app dmg apk dll hta reg pif cpl"
CAN_RUN = frozenset(f"{WITH_MACROS} {PROGRAMS}".split())


def ending_of(name: str) -> str:
    """Return the ending of a file's name in small letters, without the dot; "" when it has none."""
    before, dot, after = name.strip().rpartition(".")
    return after.lower() if dot and before else ""
