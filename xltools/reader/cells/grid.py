"""The cells of a workbook that a return is read from.

python-calamine reads the values, but shows error cells, formulas without a result and blanks
all as "", and one far-off cell makes it allocate without bound. So the wanted cells are cut
out of each sheet's XML first; what else stands there never reaches the engine, and a cell's
formula and error are seen on the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html import escape
from io import BytesIO
from typing import NamedTuple, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from xltools.filing.states import FileState
from xltools.layout.return_book import CHECK, STAMP, Spot
from xltools.platform.processes import is_panic
from xltools.platform.zips import packed
from xltools.reader.cells.canonical import canonical
from xltools.reader.cells.cell import are_usual, mended, result, unescaped
from xltools.reader.cells.offsets import ADDRESS, offsets
from xltools.reader.cells.reference import column_number, moved
from xltools.reader.cells.seen import Look, Sight, folded, is_picture, odd_styles, struck_strings
from xltools.reader.opening.package import WORKBOOK, Package
from xltools.reader.opening.part_xml import parsed
from xltools.reader.telling.refusal import Refusal

Raw: TypeAlias = int | float | str | bool | datetime | date | time | timedelta
Wanted: TypeAlias = Mapping[str, Mapping[bytes, Spot]]
"""The cells to read: for each sheet its addresses, as the XML says them, with their spots."""

_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "sharedStrings", "styles"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGED = "http://schemas.openxmlformats.org/package/2006"
_PACKAGING = (
    ("[Content_Types].xml", f'<Types xmlns="{_PACKAGED}/content-types"/>'.encode()),
    (
        "_rels/.rels",
        f'<Relationships xmlns="{_PACKAGED}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATED}/officeDocument" Target="{WORKBOOK}"/></Relationships>'.encode(),
    ),
)

_OURS = (CHECK, STAMP)
"""Sheets of which it does not matter what is folded away: we fold rows there ourselves."""
_WIDEST = 4_000_000
"""Cells, blank ones included, that the engine may lay out for one sheet."""
DAY_ZERO = date(1899, 12, 30)
_OTHER_DAY_ZERO = date(1904, 1, 1)
_NAMED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::[$A-Z0-9]+)?")
_NAMES = re.compile(rb"<definedNames>.*</definedNames>", re.DOTALL)
_SLASH = ord("/")
_FORMULA = re.compile(rb"<f(?:\s([^<>]*?))?(?:/>|>([^<]*)</f>)")
_MASTER = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]*><f\s([^<>]*[^<>/])>([^<]+)</f>')
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SHARED = re.compile(rb'\bsi="(\d+)"')


class Entry(NamedTuple):
    """What one cell holds: of a text that is `struck` out in part, the rest.

    `looks` says why a person does not see what stands there.
    """

    value: Raw
    formula: str | None = None
    error: str | None = None
    uncached: bool = False
    struck: str = ""
    looks: tuple[Look, ...] = ()

    @property
    def blank(self) -> bool:
        """Nothing to see and no formula behind it."""
        if self.formula is not None or self.error is not None or self.struck:
            return False
        return isinstance(self.value, str) and not self.value.strip()

    @property
    def picture(self) -> bool:
        """A picture in the cell, as WPS and Excel write one: no text and no number."""
        text = self.formula or self.value
        return isinstance(text, str) and is_picture(text)

    @property
    def unreadable(self) -> bool:
        """An error, or a formula without a result."""
        return self.error is not None or self.uncached


_NOTHING = Entry("")


@dataclass(frozen=True, slots=True)
class Grid:
    """The wanted cells that hold anything; `sheets` exist, `others` were not asked for.

    `last_rows` tells for each sheet that was read the last row in which any cell has a value,
    `day_zero` from which day on the workbook counts days; `xml` is how each sheet is written,
    `hidden` are the sheets that nobody sees, `called` what each sheet of the form is called in a
    workbook in which it was sought.
    """

    entries: Mapping[Spot, Entry]
    sheets: frozenset[str]
    others: tuple[str, ...]
    last_rows: Mapping[str, int] = field(default_factory=dict[str, int])
    day_zero: date = DAY_ZERO
    xml: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    hidden: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, spot: Spot) -> Entry:
        return self.entries.get(spot, _NOTHING)


def read_grid(package: Package, wanted: Wanted) -> Grid:
    """The wanted cells of the sheets that exist. Raises Refusal for what cannot be read."""
    workbook = _Workbook(package)
    sheets = {
        name: _Sheet.cut(_plain(package, workbook.parts[name]), addresses)
        for name, addresses in wanted.items()
        if name in workbook.parts
    }
    looked_up = _looked_up(package)
    styles, strings = odd_styles(looked_up[_STYLES]), struck_strings(looked_up[_STRINGS])
    entries: dict[Spot, Entry] = {}
    for name, rows in _values(looked_up, workbook, sheets).items():
        entries |= sheets[name].entries(rows)
        sight = Sight(styles, strings, folded(b"" if name in _OURS else sheets[name].source))
        entries.update(_odd_entries(sheets[name], entries, sight))
    others = tuple(name for name in workbook.parts if name not in wanted)
    last_rows = {name: sheet.last_row for name, sheet in sheets.items()}
    day_zero = _OTHER_DAY_ZERO if workbook.date1904 else DAY_ZERO
    xml = {name: sheet.source for name, sheet in sheets.items()}
    return Grid(entries, frozenset(sheets), others, last_rows, day_zero, xml, workbook.hidden)


def _odd_entries(
    sheet: _Sheet, entries: Mapping[Spot, Entry], sight: Sight
) -> Iterator[tuple[Spot, Entry]]:
    """The cells of a sheet of which a person sees something else than what is read."""
    if not sight.differs(b"".join(sheet.cells.values()), {spot.column for spot in sheet.cells}):
        return
    for spot, cell in sheet.cells.items():
        entry = entries[spot]
        style = sight.style(cell)
        if struck := sight.struck(style, cell, entry.value):
            yield spot, Entry(struck.kept, struck=struck.quoted)
        elif looks := sight.looks(style, spot.row, spot.column, entry.value):
            yield spot, entry._replace(looks=looks)


def sheet_names(package: Package) -> tuple[str, ...]:
    """The names of all sheets in their order. Raises Refusal for what cannot be read."""
    return tuple(_Workbook(package).parts)


def sheet_parts(package: Package) -> Mapping[str, str]:
    """The part of each sheet by its name. Raises Refusal for what cannot be read."""
    return _Workbook(package).parts


def filled_cells(package: Package, sheets: Collection[str]) -> Wanted:
    """Every cell that the XML of these sheets speaks of, in the order of rows and columns.

    For tables whose extent is not known beforehand. Raises Refusal for what cannot be read,
    and for cells so far apart that the engine would take too much memory.
    """
    parts = _Workbook(package).parts
    return {name: _filled(name, _plain(package, parts[name])) for name in sheets}


def _plain(package: Package, part: str) -> bytes:
    """A sheet written in the one way."""
    return canonical(package.read(part), tall=package.tall)


def _filled(sheet: str, xml: bytes) -> dict[bytes, Spot]:
    spots = {address: spot_of(sheet, address) for address in ADDRESS.findall(xml)}
    rows = max((spot.row for spot in spots.values()), default=0)
    columns = max((spot.column for spot in spots.values()), default=0)
    if rows * columns > _WIDEST:
        raise Refusal(FileState.TOO_BIG, "too_big")
    return dict(sorted(spots.items(), key=lambda item: item[1]))


def spot_of(sheet: str, address: bytes) -> Spot:
    """The cell at an address as the XML says it."""
    column = address.rstrip(b"0123456789")
    return Spot(sheet, int(address[len(column) :]), column_number(column.decode()))


def defined_names(package: Package) -> dict[str, Spot]:
    """The first cell of every defined name of the whole workbook that refers to cells."""
    names: dict[str, Spot] = {}
    for defined in parsed(package.read(package.workbook)).iterfind(
        "{*}definedNames/{*}definedName"
    ):
        found = _NAMED.fullmatch(defined.text or "")
        if found and not defined.get("localSheetId"):
            quoted, plain, column, row = found.groups()
            sheet = quoted.replace("''", "'") if quoted else plain
            names[defined.get("name", "")] = Spot(sheet, int(row), column_number(column))
    return names


def _without_names(workbook: bytes) -> bytes:
    """The workbook's part without its defined names, which are most of it; whole with a comment."""
    return workbook if b"<!" in workbook else _NAMES.sub(b"", workbook)


class _Workbook:
    """Sheet names with their parts, and from which day serial dates count."""

    def __init__(self, package: Package) -> None:
        """Raises Refusal for a sheet without part, two sheets of one name, and none at all."""
        related = package.related(package.workbook)
        root = parsed(_without_names(package.read(package.workbook)))
        properties = root.find("{*}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
        self.parts: dict[str, str] = {}
        hidden: list[str] = []
        for sheet in root.iterfind("{*}sheets/{*}sheet"):
            name = sheet.get("name", "")
            ids = (value for key, value in sheet.attrib.items() if key.endswith("}id"))
            found = related.get(next(ids, ""))
            if not found or name in self.parts:
                raise Refusal(FileState.UNREADABLE, "unusual")
            self.parts[name] = found.part
            if sheet.get("state", "visible") != "visible":
                hidden.append(name)
        self.hidden = frozenset(hidden)
        if not self.parts:
            raise Refusal(FileState.UNREADABLE, "broken")


@dataclass(slots=True)
class _Sheet:
    """The wanted cells of one sheet that are not empty, each as its XML without the closing tag.

    `last_row` is the last one of the whole sheet in which a cell has a value, `source` how all
    of it is written; `errors` are known when `xml` was made.
    """

    cells: dict[Spot, bytes] = field(default_factory=dict[Spot, bytes])
    masters: dict[bytes, tuple[bytes, str]] = field(default_factory=dict[bytes, tuple[bytes, str]])
    last_row: int = 0
    errors: dict[Spot, str] = field(default_factory=dict[Spot, str])
    source: bytes = b""

    @classmethod
    def cut(cls, xml: bytes, wanted: Mapping[bytes, Spot]) -> _Sheet:
        """Cut the wanted cells out of a sheet that is written in the one way."""
        masters = _masters(xml) if b't="shared"' in xml else {}
        sheet = cls(masters=masters, last_row=_last_row(xml), source=xml)
        for spot, at in offsets(xml, wanted):
            opened = xml.find(b">", at)
            if xml[opened - 1] != _SLASH:
                closed = xml.find(b"</c>", opened)
                if closed > opened + 1:
                    sheet.cells[spot] = xml[at:closed]
        return sheet

    def xml(self, strings: int) -> bytes:
        """A sheet of these cells only, in the order of the wanted ones, which the engine needs.

        `strings` is how many shared texts there are. Where a cell is not as cells usually are,
        each is looked at.
        """
        cells = b"</c>".join((*self.cells.values(), b""))
        if not are_usual(cells, len(self.cells), strings):
            cells = b"</c>".join((*(self._mended(spot, strings) for spot in self.cells), b""))
        return b'<worksheet xmlns="%b"><sheetData><row>%b</row></sheetData></worksheet>' % (
            _MAIN.encode(),
            cells,
        )

    def _mended(self, spot: Spot, strings: int) -> bytes:
        cell, error = mended(self.cells[spot], strings)
        if error is not None:
            self.errors[spot] = error
        return cell

    def entries(self, rows: list[list[Raw]]) -> dict[Spot, Entry]:
        """The cells with their values, formulas and errors."""
        height, width = len(rows), len(rows[0]) if rows else 0
        entries: dict[Spot, Entry] = {}
        for spot, cell in self.cells.items():
            inside = spot.row <= height and spot.column <= width
            value = rows[spot.row - 1][spot.column - 1] if inside else ""
            entries[spot] = self._entry(spot, cell, value)
        return entries

    def _entry(self, spot: Spot, cell: bytes, value: Raw) -> Entry:
        error = self.errors.get(spot)
        formula = _FORMULA.search(cell) if b"<f" in cell else None
        if formula is None:
            return Entry(value, None, error)
        uncached = b' t="str"' not in cell.partition(b">")[0] and not result(cell)
        return Entry(value, self._text(spot, formula), error, uncached)

    def _text(self, spot: Spot, formula: re.Match[bytes]) -> str:
        """The formula's text; that of a shared formula is worked out from its first cell."""
        text = unescaped(formula[2] or b"")
        shared = _SHARED.search(formula[1] or b"")
        if text or not shared or shared[1] not in self.masters:
            return text
        address, master = self.masters[shared[1]]
        first = spot_of(spot.sheet, address)
        return moved(master, spot.row - first.row, spot.column - first.column)


def _last_row(xml: bytes) -> int:
    """The row of the last cell that has a value: rows stand in their order; 0 where none has."""
    value = max(xml.rfind(b"</v>"), xml.rfind(b"</is>"))
    found = ADDRESS.match(xml, max(xml.rfind(b'<c r="', 0, max(value, 0)), 0))
    return spot_of("", found[1]).row if found else 0


def _masters(xml: bytes) -> dict[bytes, tuple[bytes, str]]:
    """For each shared formula the address of its first cell and its text there."""
    return {
        shared[1]: (address, unescaped(text))
        for address, attributes, text in _MASTER.findall(xml)
        if (shared := _SHARED.search(attributes))
    }


# ------------------------------------------------------------------ the engine


def _looked_up(package: Package) -> dict[str, bytes]:
    """The parts in which cells look things up, by their kind; b"" for one that is not there."""
    parts = {kind: package.looked_up(kind) for kind in (_STRINGS, _STYLES)}
    return {kind: package.text(part) if part else b"" for kind, part in parts.items()}


def _values(
    looked_up: Mapping[str, bytes], workbook: _Workbook, sheets: Mapping[str, _Sheet]
) -> dict[str, list[list[Raw]]]:
    """The rows of values of each sheet, from A1 on."""
    parts = {f"xl/{kind}.xml": data for kind, data in looked_up.items() if data}
    texts = len(_SHARED_TEXT.findall(looked_up[_STRINGS]))
    frame = _frame(workbook, [(name, sheet.xml(texts)) for name, sheet in sheets.items()])
    try:
        engine = CalamineWorkbook.from_filelike(BytesIO(packed(parts | dict(frame), 0)))
        return {
            name: engine.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in sheets
        }
    except (CalamineError, OSError, ArithmeticError) as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise Refusal(FileState.UNREADABLE, "broken") from error


def _frame(workbook: _Workbook, sheets: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The parts of a workbook that has only these sheets."""
    listed = related = ""
    parts = list(_PACKAGING)
    for number, (name, xml) in enumerate(sheets, start=1):
        listed += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
        target = f"worksheets/sheet{number}.xml"
        related += f'<Relationship Id="r{number}" Type="{_RELATED}/worksheet" Target="{target}"/>'
        parts.append((f"xl/{target}", xml))
    properties = f'<workbookPr date1904="{int(workbook.date1904)}"/>'
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">{properties}<sheets>{listed}</sheets>'
    parts.append((WORKBOOK, f"{book}</workbook>".encode()))
    relations = f'<Relationships xmlns="{_PACKAGED}/relationships">{related}</Relationships>'
    parts.append((_RELATIONS, relations.encode()))
    return parts
