#!/usr/bin/env python
"""Draw docs/architecture.svg: the packages of this project and what they import, read from the source.

Run it as `.venv/bin/python bin/draw_packages.py`. Columns are apps and rows are layers; every arrow leads down or to
the right. An arrow is left out where a longer way shows it: of a -> b, b -> c and a -> c, the last is not drawn.
The same source gives the same bytes; a test fails when the picture is out of date.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"

# From left to right: each app may import those to its right.
APPS = ("operations", "verification", "partnerships", "checklists", "accounts", "govuk")
# From top to bottom, with the boxes of each layer: folders of an app, or modules in its own folder. The other modules
# there (urls, admin, apps ...) share the box of the app, which is an edge.
LAYERS = {
    "edges": ("", "management", "views", "presenters", "guards", "responses", "forms", "pdf"),
    "writes": ("actions", "emails"),
    "reads": ("rendering", "reports", "snapshot", "selectors", "wording", "files"),
    "data": ("models",),
    "domain": ("domain", "spec"),
}
# These have one folder for every layer.
FLAT = ("accounts", "govuk")
# The modules of this app's own folder share its box whatever they are.
UNDIVIDED = "verification"

WIDTH, MARGIN, HEAD = 1130, 20, 96
LABELS = 70
BOX_WIDTH, BOX_HEIGHT, STEP = 136, 34, 52
BAND_GAP = 26
STYLE = """
    text { font: 14px system-ui, sans-serif; fill: #1d2327; text-anchor: middle; dominant-baseline: central; }
    .app { font-weight: 600; }
    .layer, .module { font-size: 13px; fill: #50575e; }
    .layer { text-anchor: start; }
    .page { fill: #ffffff; }
    .band { fill: #f0f2f4; }
    .box { fill: #ffffff; stroke: #2b5f75; stroke-width: 1.5; }
    .arrow { fill: none; stroke: #2b5f75; stroke-width: 1.4; marker-end: url(#head); }
    #head path { fill: #2b5f75; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .layer, .module { fill: #a7b1bb; }
      .page { fill: #0d1117; }
      .band { fill: #171d26; }
      .box { fill: #0d1117; stroke: #7fb8cf; }
      .arrow { stroke: #7fb8cf; }
      #head path { fill: #7fb8cf; }
    }
"""

Imports = dict[str, set[str]]


@dataclass(frozen=True)
class Box:
    """A package on the picture: its name, and the place of its box."""

    name: str
    x: int
    y: int
    height: int = BOX_HEIGHT
    width: int = BOX_WIDTH

    @property
    def middle(self) -> int:
        """Return the height at which arrows leave it sideways."""
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        """Return where arrows leave it upwards and downwards."""
        return self.x + self.width // 2


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(current())


def current() -> str:
    """Return the picture of the source as it is."""
    modules = sources()
    return picture(drawn(package_imports(modules)), {app: listed(modules, app) for app in FLAT})


def listed(modules: dict[str, str], app: str) -> list[str]:
    """Return the names of the modules in an app's own folder."""
    paths = (path.split("/") for path in modules)
    return [
        rest[0].removesuffix(".py") for first, *rest in paths if first == app and len(rest) == 1 and "__" not in rest[0]
    ]


def sources() -> dict[str, str]:
    """Return the modules of the project, path to text; migrations are written by Django and left out."""
    paths = (path for folder in (*APPS, "config") for path in sorted((ROOT / folder).rglob("*.py")))
    names = {path.relative_to(ROOT).as_posix(): path for path in paths}
    return {name: path.read_text() for name, path in names.items() if "/migrations/" not in name}


def package_of(path: str) -> str:
    """Return the package to whose box a module counts: an app, or a folder or module of a layer in it."""
    app, *rest = path.split("/")
    if app in FLAT or (app == UNDIVIDED and len(rest) == 1):
        return app
    name = rest[0].removesuffix(".py")
    is_box = any(name in names for names in LAYERS.values())
    return f"{app}/{name}" if is_box or (len(rest) > 1 and name != "templatetags") else app


def package_imports(modules: dict[str, str]) -> Imports:
    """Return for each package the other packages that its modules import."""
    packages = {_dotted(path): package_of(path) for path in modules}
    found: Imports = {package: set() for package in sorted(set(packages.values()))}
    for path, text in modules.items():
        for name in _imported(text):
            target = packages.get(name) or packages.get(name.rpartition(".")[0])
            if target and target != package_of(path):
                found[package_of(path)].add(target)
    return found


def drawn(imports: Imports) -> Imports:
    """Return the imports without those that a longer way shows."""
    kept = {package: set(targets) for package, targets in imports.items()}
    for package in sorted(kept):
        for target in sorted(kept[package]):
            kept[package].discard(target)
            if target not in _reached(kept, package):
                kept[package].add(target)
    return kept


def picture(imports: Imports, contents: dict[str, list[str]]) -> str:
    """Return the SVG of these packages and arrows; `contents` names the modules to list in a box."""
    boxes, bands, height = layout(imports)
    by_name = {box.name: box for box in boxes}
    arrows = [(by_name[package], by_name[target]) for package in sorted(imports) for target in sorted(imports[package])]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">',
        '  <title id="title">The packages of Partnership Readiness in layers, and what they import</title>',
        f"  <style>{STYLE}  </style>",
        '  <marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '    <path d="M0 0 8 4 0 8z"/>',
        "  </marker>",
        f'  <rect class="page" width="{WIDTH}" height="{height}" rx="8"/>',
        *(_band(name, top, bottom) for name, top, bottom in bands),
        *(f'  <text class="app" x="{_column(app) + BOX_WIDTH // 2}" y="{HEAD - 20}">{app}</text>' for app in APPS),
        *(f'  <path class="arrow" d="{_path(source, target, by_name)}"/>' for source, target in arrows),
        *(line for box in boxes for line in _box(box, contents.get(box.name, []))),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def layout(imports: Imports) -> tuple[list[Box], list[tuple[str, int, int]], int]:
    """Return the boxes, the bands of the layers with their top and bottom, and the height of the picture."""
    boxes = [Box("config", MARGIN + LABELS // 2, MARGIN, width=WIDTH - 2 * MARGIN - LABELS // 2)]
    bands = []
    top = HEAD
    for layer, kinds in LAYERS.items():
        cells = {app: _cell(app, kinds, imports) for app in APPS if app not in FLAT}
        bottom = top + STEP * max(map(len, cells.values())) - (STEP - BOX_HEIGHT) + BAND_GAP
        for app, cell in cells.items():
            boxes += [Box(package, _column(app), top + BAND_GAP // 2 + STEP * row) for row, package in enumerate(cell)]
        bands.append((layer, top, bottom))
        top = bottom + 8
    first, last = bands[0][1] + BAND_GAP // 2, bands[-1][2] - BAND_GAP // 2
    boxes += [Box(app, _column(app), first, last - first) for app in FLAT if app in imports]
    unknown = set(imports) - {box.name for box in boxes}
    if unknown:
        sys.exit(f"bin/draw_packages.py does not know the layer of {', '.join(sorted(unknown))}: add it to LAYERS.")
    return [box for box in boxes if box.name in imports], bands, top - 8 + MARGIN


def _cell(app: str, kinds: tuple[str, ...], imports: Imports) -> list[str]:
    """Return the packages of an app in one layer, each above those that it imports."""
    names = [f"{app}/{kind}".rstrip("/") for kind in kinds]
    return sorted(
        (name for name in names if name in imports),
        key=lambda name: (-len(_reached(imports, name) & set(names)), names.index(name)),
    )


def _reached(imports: Imports, package: str) -> set[str]:
    """Return all that a package imports, itself or by others."""
    seen: set[str] = set()
    ahead = [package]
    while ahead:
        fresh = imports[ahead.pop()] - seen
        seen |= fresh
        ahead += sorted(fresh)
    return seen


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(text: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, and those of the urls that it includes."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "include":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def _column(app: str) -> int:
    gap = (WIDTH - 2 * MARGIN - LABELS - len(APPS) * BOX_WIDTH) // (len(APPS) - 1)
    return MARGIN + LABELS + APPS.index(app) * (BOX_WIDTH + gap)


def _band(name: str, top: int, bottom: int) -> str:
    return (
        f'  <rect class="band" x="8" y="{top}" width="{WIDTH - 16}" height="{bottom - top}" rx="6"/>\n'
        f'  <text class="layer" x="{MARGIN}" y="{(top + bottom) // 2}">{escape(name)}</text>'
    )


def _box(box: Box, contents: list[str]) -> Iterator[str]:
    label = box.name.partition("/")[2] or box.name
    yield f'  <rect class="box" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="4"/>'
    yield f'  <text x="{box.centre}" y="{box.y + BOX_HEIGHT // 2}">{escape(label)}</text>'
    for line, name in enumerate(contents, 1):
        yield f'  <text class="module" x="{box.centre}" y="{box.y + BOX_HEIGHT // 2 + 8 + 20 * line}">{escape(name)}</text>'


def _path(source: Box, target: Box, boxes: dict[str, Box]) -> str:
    """Return the way of an arrow: straight to the next box below, round those between, or across to another column."""
    above = [box for box in boxes.values() if box.x == target.x and box.y < target.y and box.name != "config"]
    if source.name == "config":
        if not above:
            return f"M{target.x + 14} {source.y + source.height}V{target.y}"
        left = target.x - 14
        return (
            f"M{left} {source.y + source.height}V{target.middle - 12}Q{left} {target.middle} {target.x} {target.middle}"
        )
    if source.x != target.x:
        start, end = source.x + BOX_WIDTH, target.x
        level = min(max(source.middle, target.y), target.y + target.height) if target.name in FLAT else target.middle
        bend = (start + end) // 2
        return f"M{start} {source.middle}C{bend} {source.middle} {bend} {level} {end} {level}"
    between = [box for box in above if box.y > source.y]
    if source.y < target.y and not between:
        return f"M{source.centre} {source.y + source.height}V{target.y}"
    reach = source.x - 10 - 6 * len(between)
    return f"M{source.x} {source.middle}C{reach} {source.middle} {reach} {target.middle} {target.x} {target.middle}"


if __name__ == "__main__":
    main()
