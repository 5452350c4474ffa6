"""The texts of a published report, each under the part of the form that it belongs to.

Headings part the text, with whatever number or none; what stands under none of the form's goes
on with the part before it, and is told. Every line goes to one place, and no word is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.law.edition import Edition
from xltools.law.form import Section
from xltools.published.data import pattern, wild
from xltools.published.documents.contents import DocumentKind
from xltools.published.tables.labels import label, likeness
from xltools.published.texts.parting import Cut, Marked, part

_LIKE = 0.75
_CERTAIN = 0.9
"""From these likenesses on a numbered line, and one without a number, is a section's heading."""
_HEADING = 34
_PART = 22
"""Letters of a section's heading, and of a part's."""
_SITE = 40
"""Letters of a line without a full stop that a site writes around a report."""
_STOP = "。"
_OWN_WORDS = ("shortcomings", "improvements", "processing_fee", "further")
"""Parts whose headings each office words for itself, with words that its sentences have too."""


def cut(
    edition: Edition, lines: Sequence[str], kind: DocumentKind, marked: Marked | None = None
) -> Cut:
    """Each line of a report outside its tables where it belongs, parted as it is `marked`."""
    found = _Cutter(edition, lines, kind).cut()
    part(edition, found, marked or {})
    found.narratives = {id: texts for id, texts in found.narratives.items() if texts}
    return found


class _Cutter:
    def __init__(self, edition: Edition, lines: Sequence[str], kind: DocumentKind) -> None:
        self._edition = edition
        self._kind = kind
        self._cut = Cut()
        self._lines = [line for line in lines if line.strip()]
        numbers = [line for line in self._lines if pattern("page_number").fullmatch(line)]
        self._lines = [line for line in self._lines if line not in numbers]
        self._cut.site += numbers
        self._section: Section | None = None
        self._part = "lead"
        self._headed = ""
        self._numbered: set[str] = set()
        headings = [self._heading_of(line) for line in self._lines if _numbered(line)[0]]
        self._numbered.update(section.id for section in headings if section)

    def cut(self) -> Cut:
        begin = self._take_title()
        end = self._take_signature(begin)
        for line in self._lines[begin:end]:
            self._take(line)
        self._lead_out_of_opening()
        return self._cut

    # -------------------------------------------------------------- around the text

    def _take_title(self) -> int:
        """Read the title; the number of the line below it."""
        lines = self._lines
        first = next((n for n, line in enumerate(lines) if self._heading_of(line)), len(lines))
        titles = [n for n in range(first) if _is_title(lines[n])]
        if not titles:
            titles = self._join_title(first)
        if not titles:
            return 0 if self._kind is not DocumentKind.PAGE else self._below_site(first)
        last = titles[-1]
        title = lines[last]
        begin = last
        if not name_and_year(title)[0]:
            above = lines[last - 1] if last else ""
            if above and len(above) <= _SITE and _STOP not in above and not _is_title(above):
                title, begin = above + title, last - 1
        self._cut.title = title
        self._cut.read += lines[begin : last + 1]
        if self._kind is DocumentKind.PAGE:
            self._cut.site += lines[:begin]
        else:
            for line in lines[:begin]:
                self._stray("lead", line)
        self._cut.name, self._cut.year = name_and_year(title)
        return last + 1

    def _join_title(self, first: int) -> list[int]:
        """A title that is broken over two lines, made one."""
        for n in range(min(first, len(self._lines)) - 1):
            together = self._lines[n] + self._lines[n + 1]
            if _is_title(together):
                self._lines[n : n + 2] = [together]
                return [n]
        return []

    def _below_site(self, first: int) -> int:
        """On a page without a title: where its text begins."""
        begin = next((n for n in range(first) if _STOP in self._lines[n]), first)
        self._cut.site += self._lines[:begin]
        return begin

    def _take_signature(self, begin: int) -> int:
        """Read date and name at the end; the number of the first line that is no text."""
        lines = self._lines
        sections = [n for n in range(begin, len(lines)) if self._heading_of(lines[n])]
        first = sections[-1] + 1 if sections else begin
        dates = [n for n in range(first, len(lines)) if pattern("date").search(lines[n][-20:])]
        dated = [n for n in dates if len(lines[n]) <= _SITE and _STOP not in lines[n]]
        if not dated or (self._kind is not DocumentKind.PAGE and dated[-1] < len(lines) - 2):
            return self._end_of_page(first)
        at = dated[0] if self._kind is DocumentKind.PAGE else dated[-1]
        found = list(pattern("date").finditer(lines[at]))[-1]
        self._cut.date = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        signed = lines[at][: found.start()].strip()
        end = at
        if not signed and at > first and self._is_name(lines[at - 1]):
            signed, end = lines[at - 1], at - 1
            if end > first and label(lines[end - 1] + signed) == label(self._cut.name):
                signed, end = lines[end - 1] + signed, end - 1
        self._cut.name = self._cut.name or signed
        self._cut.read += lines[end : at + 1]
        self._cut.site += lines[at + 1 :]
        return end

    def _is_name(self, line: str) -> bool:
        """Whether the line above the date is who signs: a short one that is no sentence."""
        name = label(self._cut.name)
        short = len(line) <= _SITE and not re.search("[。；;：:]", line)
        return short and (not name or label(line) in name or name in label(line))

    def _end_of_page(self, first: int) -> int:
        """Without a date: on a page, the line below the last sentence."""
        lines = self._lines
        if self._kind is not DocumentKind.PAGE:
            return len(lines)
        last = max((n for n in range(first, len(lines)) if _STOP in lines[n]), default=first - 1)
        self._cut.site += lines[last + 1 :]
        return last + 1

    # -------------------------------------------------------------- one line

    def _take(self, line: str) -> None:
        section = self._heading_of(line)
        if section is not None:
            heading, line = self._parted_heading(section, line)
            if heading:
                self._cut.read.append(heading)
                if section.heading != heading.strip():
                    self._cut.headings[section.id] = heading
            if heading or self._begins(section, line):
                self._section = section
                self._part, self._headed = _first_part(section), ""
            if line:
                self._put(line)
            return
        found = self._part_of(line)
        if found is not None and found[0] != self._headed:
            self._part, heading, rest = found
            self._headed = self._part
            self._cut.read.append(heading)
            self._note_heading(heading)
            line = rest
            if not line:
                return
        self._put(line)

    def _note_heading(self, heading: str) -> None:
        narrative = self._edition.form.narratives[self._part]
        if narrative.number and label(narrative.heading) != label(heading):
            self._cut.headings[self._part] = heading

    def _put(self, line: str) -> None:
        section, found = self._section, self._cut
        if section is None:
            if self._kind is DocumentKind.PAGE and _STOP not in line and len(line) <= _SITE:
                found.site.append(line)
            else:
                found.narratives.setdefault("lead", []).append(line)
        elif not section.narratives:
            self._put_below_table(section, line)
        else:
            found.narratives.setdefault(self._part, []).append(line)
            self._stray_if_numbered(section, line)

    def _stray_if_numbered(self, section: Section, line: str) -> None:
        """In 一, a heading that the form has not: its words go on with the part before."""
        numbered = any(text.number for text in section.narratives)
        if numbered and pattern("bracketed").match(line):
            self._cut.strayed.setdefault(self._part, []).append(line)

    def _put_below_table(self, section: Section, line: str) -> None:
        table = section.tables[0].id
        if pattern("unit").fullmatch(line):
            self._cut.read.append(line)
            return
        self._cut.notes.setdefault(table, []).append(line)
        if not pattern("note").match(line):
            self._cut.strayed.setdefault(section.tables[0].note, []).append(line)

    def _stray(self, part: str, line: str) -> None:
        self._cut.narratives.setdefault(part, []).append(line)
        self._cut.strayed.setdefault(part, []).append(line)

    # -------------------------------------------------------------- headings

    def _heading_of(self, line: str) -> Section | None:
        """The section that a line is the heading of.

        Where that has one with a number, one without ends with it in so many words.
        """
        if len(line) > _HEADING or _STOP in line[:-1]:
            return None
        number, words = _numbered(line)
        told = label(words)
        if not told or (not number and pattern("part_number").match(line)):
            return None
        like, section = max(
            ((likeness(told, label(one.title)), one) for one in self._edition.form.sections),
            key=lambda pair: pair[0],
        )
        counted = not number and section.id in self._numbered
        if counted and not line.strip().endswith(section.title):
            return None
        return section if like >= (_LIKE if number else _CERTAIN) else None

    def _parted_heading(self, section: Section, line: str) -> tuple[str, str]:
        """The heading in a line that reads like one, and what the line says besides.

        A sentence may consist of a heading's words: 无其他需要报告的事项。
        """
        number, told = _numbered(line)
        again, title = section is self._section and not number, label(section.title)
        head, _, rest = re.split("([:：]|$)", told, maxsplit=1)
        answered = rest.strip() and likeness(label(head), title) >= _CERTAIN
        if answered and not again:
            return line[: len(line) - len(rest)], rest.strip()
        ends = line.rstrip().endswith(_STOP) and not number
        sentence = answered or (ends and (again or label(told) != title))
        return ("", line) if sentence or pattern("denied").match(told) else (line, "")

    def _begins(self, section: Section, line: str) -> bool:
        """Whether a section begins with a sentence that denies it: one with a number, or next."""
        number, told = _numbered(line)
        if not pattern("denied").match(told) or self._section is None:
            return False
        sections = self._edition.form.sections
        is_next = sections.index(section) == sections.index(self._section) + 1
        return bool(number) or (is_next and section.id not in self._numbered)

    def _part_of(self, line: str) -> tuple[str, str, str] | None:
        """The part that a line begins, its heading, and what stands behind it on the line."""
        if self._section is None or not self._section.narratives:
            return None
        number = pattern("part_number").match(line)
        start = number.end() if number else 0
        stop = pattern("stop").search(line, start)
        end = stop.start() if stop and number else len(line)
        told = line[start:end].strip().rstrip("。：:；;")
        if not told or len(told) > _PART:
            return None
        part = _named(self._section, told, exact=number is None)
        if number and part in _OWN_WORDS and not _is_heading(told):
            return None
        if part is None:
            return None
        rest = line[stop.end() :] if stop and number else ""
        heading = line[: len(line) - len(rest)]
        return part, heading, rest

    # -------------------------------------------------------------- what no heading parts

    def _lead_out_of_opening(self) -> None:
        """The lead, where it stands below the heading of 一."""
        texts = self._cut.narratives
        opening = texts.get("opening", [])
        if not texts.get("lead") and opening and pattern("lead").search(opening[0]):
            texts["lead"] = [opening.pop(0)]
            self._cut.split.append("lead")


def _numbered(line: str) -> tuple[str, str]:
    """The number that a section's heading begins with, "" for none, and the words behind it."""
    number = pattern("section_number").match(line)
    return (number[0], line[number.end() :]) if number else ("", line)


def _is_heading(told: str) -> bool:
    """Whether words consist of those that headings of 五 and 六 have, and of no others."""
    words = "|".join(map(re.escape, wild("heading_words")["words"]))
    return bool(re.fullmatch(f"(?:{words})+", label(told)))


def _first_part(section: Section) -> str:
    """Where words below a section's heading belong before any heading of a part."""
    parts = [text.id for text in section.narratives if not text.before_heading]
    if section.id == "other_matters":
        return parts[-1]
    return parts[0] if parts else ""


def _named(section: Section, told: str, *, exact: bool) -> str | None:
    """The part of a section whose heading these words are."""
    said = label(told)
    for text in section.narratives:
        if text.before_heading or text.id not in wild("headings"):
            continue
        if likeness(said, label(text.label)) >= _CERTAIN:
            return text.id
        if not exact and any(name in said for name in wild("headings")[text.id]):
            return text.id
    return None


def _is_title(line: str) -> bool:
    return bool(pattern("title").search(line)) and len(line) <= _HEADING + 30 and _STOP not in line


def name_and_year(title: str) -> tuple[str, str]:
    """The body and the year that a title names; "" for what it does not."""
    bare = "".join(title.split())
    kind = pattern("title").search(bare)
    head, tail = (bare[: kind.start()], bare[kind.start() :]) if kind else (bare, "")
    year = next(iter(pattern("title_year").finditer(head)), None)
    if year is None:
        year = next(iter(pattern("title_year").finditer(tail)), None)
        return head, year[1] if year else ""
    return head[: year.start()] or head[year.end() :], year[1]
