"""The parts of a workbook, each found as Excel finds it, unpacked within bounds.

Nothing else of the file is ever parsed: the engine gets a package repacked from these very
bytes, so sizes that lie and names that stand twice do not reach it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from posixpath import dirname, normpath, split
from typing import NamedTuple
from zipfile import ZipInfo

from xltools.filing.states import FileState
from xltools.platform.zips import DAMAGED, TooMuch, pieces_of, unpacked, zip_in
from xltools.reader.opening.part_xml import in_utf8, parsed
from xltools.reader.telling.refusal import Refusal

MAX_TOTAL = 64 << 20
MAX_PART = 8 << 20
MAX_MEMBERS = 300

WORKBOOK = "xl/workbook.xml"
"""Where the workbook itself stands in nearly every package, and in those that we write."""

_LINKS = re.compile(r"externallinks/[^/]+\.xml")
_MACROS = "vbaproject.bin"
_DRAWN = ("drawings/", "comments", "threadedcomments/")
_PASTED = ("media/", "charts/chart", "diagrams/data", "embeddings/")


class Related(NamedTuple):
    """Another part that a part names: what for, and under which name it stands in the package."""

    kind: str
    part: str


def plain_part(name: str) -> str:
    """A part's name as names are compared: they know no case, and some programs write `\\`."""
    return name.replace("\\", "/").lstrip("/").lower()


class Package:
    """The parts of an OOXML workbook."""

    def __init__(
        self, data: bytes, most: int = MAX_PART, total: int = MAX_TOTAL, whole: int = MAX_TOTAL
    ) -> None:
        """Raises Refusal for a damaged package and one with too many or too large members.

        `most` of a part is read, `total` of all parts; `whole` is what they may hold in all. Where
        that is more, sheets may be `tall`.
        """
        self.tall = whole > total
        self._most = most
        self._total = total
        self._sizes: dict[str, int] = {}
        self._skimmed: dict[str, bytes] = {}
        self._related: dict[str, Mapping[str, Related]] = {}
        with _refusing():
            self._archive = zip_in(BytesIO(data))
        members = self._archive.infolist()
        self._parts: dict[str, ZipInfo] = {plain_part(m.filename): m for m in members}
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > whole:
            raise Refusal(FileState.TOO_BIG, "too_big")

    def read(self, name: str) -> bytes:
        """One part. Raises Refusal if it is missing, damaged, encrypted or too large."""
        part = plain_part(name)
        others = sum(size for name, size in self._sizes.items() if name != part)
        data = self._skimmed.get(part)
        if data is None:
            with _refusing():
                most = min(self._most, self._total - others)
                data = unpacked(self._archive, self._parts[part], most)
        self._sizes[part] = len(data)
        return data

    def skim(self, name: str, kept: Callable[[Iterator[bytes], int], bytes]) -> None:
        """Let a part be what is kept of its blocks. Raises Refusal as `read` does."""
        part = plain_part(name)
        with _refusing():
            self._skimmed[part] = kept(pieces_of(self._archive, self._parts[part]), self._most)

    def is_large(self, name: str) -> bool:
        """Whether a part says that it is more than is read of one."""
        return self._parts[plain_part(name)].file_size > self._most

    def text(self, name: str) -> bytes:
        """One part of XML, in UTF-8. Raises Refusal as `read` does, and for broken XML."""
        return in_utf8(self.read(name))

    def __contains__(self, name: str) -> bool:
        return plain_part(name) in self._parts

    @cached_property
    def workbook(self) -> str:
        """The part that is the workbook itself. Raises Refusal for broken XML."""
        named = (r.part for r in self.related("").values() if _is(r, "officeDocument"))
        return next(named, WORKBOOK)

    def related(self, part: str) -> Mapping[str, Related]:
        """The parts that this one names, by their ids there; "" stands for the package."""
        if part not in self._related:
            self._related[part] = dict(self._relationships(*split(part)))
        return self._related[part]

    def _relationships(self, folder: str, name: str) -> Iterator[tuple[str, Related]]:
        relations = f"{folder}/_rels/{name}.rels"
        if relations in self:
            for relation in parsed(self.read(relations)).iterfind("{*}Relationship"):
                target = relation.get("Target", "")
                if target and relation.get("TargetMode") != "External":
                    named = Related(relation.get("Type", ""), _resolved(folder, target))
                    yield relation.get("Id", ""), named

    def looked_up(self, kind: str) -> str | None:
        """The part of that kind in which the workbook's cells look things up, if there is one."""
        usual = f"{dirname(self.workbook)}/{kind}.xml"
        named = (r.part for r in self.related(self.workbook).values() if _is(r, kind))
        return next((part for part in (*named, usual) if part in self), None)

    @property
    def pasted(self) -> int:
        """How many pictures, charts and embedded objects the workbook holds: ours hold none."""
        return sum(name.startswith(_PASTED) for name in self._beside_workbook)

    @property
    def draws(self) -> bool:
        """Whether the workbook has drawings or notes on cells."""
        return any(name.startswith(_DRAWN) for name in self._beside_workbook)

    @property
    def has_macros(self) -> bool:
        """Whether the workbook carries programs, which are neither run nor read."""
        return _MACROS in self._beside_workbook

    @property
    def links(self) -> int:
        """How many other files the workbook refers to. None of them is ever opened."""
        return sum(bool(_LINKS.fullmatch(name)) for name in self._beside_workbook)

    @cached_property
    def _beside_workbook(self) -> tuple[str, ...]:
        """The names of parts below the workbook's folder, as they stand there."""
        folder = plain_part(dirname(self.workbook) + "/") if dirname(self.workbook) else ""
        return tuple(n.removeprefix(folder) for n in self._parts if n.startswith(folder))


def _is(related: Related, kind: str) -> bool:
    """Whether a relationship is of that kind, in either of the two dialects of OOXML."""
    return related.kind.rpartition("/")[2] == kind


def _resolved(folder: str, target: str) -> str:
    """A relationship's target as a part's name."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return normpath(target).lstrip("/")
    return normpath(f"/{folder}/{target}").lstrip("/")


@contextmanager
def _refusing() -> Generator[None, None, None]:
    """What unpacking raises, as the refusal that it is."""
    try:
        yield
    except TooMuch as error:
        raise Refusal(FileState.TOO_BIG, "too_big") from error
    except DAMAGED as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
