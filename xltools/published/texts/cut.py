"""The texts of a published report, each under the part of the form that it belongs to.

Headings part the text, with whatever number or none; what stands under none of the form's goes
on with the part before it, and is told. Where a report prints no headings, in 五 and 六, those that
an office wrote part the text and are kept in it. Every line goes to one place, and no word is
changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from xltools.law.edition import Edition
from xltools.law.form import Section
from xltools.published.data import pattern
from xltools.published.documents.contents import DocumentKind
from xltools.published.tables.labels import label, likeness
from xltools.published.texts.headings import (
    CERTAIN,
    FULL_STOP,
    HEADING,
    counted,
    first_part,
    goes_beyond,
    is_heading,
    is_sentence,
    named,
    number_and_words,
    number_kind,
    parted,
)
from xltools.published.texts.parting import Cut, Marked, part

_LIKE = 0.75
"""From this likeness on a line with a number is a section's heading."""
_PART = 22
"""Letters of a part's heading."""
_SITE = 40
"""Letters of a line without a full stop that a site writes around a report."""
_OWN_WORDS = ("shortcomings", "improvements", "processing_fee", "further")
"""Parts whose headings each office words for itself, with words that its sentences have too."""


def cut(
    edition: Edition, lines: Sequence[str], kind: DocumentKind, marked: Marked | None = None
) -> Cut:
    """Each line of a report outside its tables where it belongs, parted as it is `marked`."""
    marked = marked or {}
    found = _Cutter(edition, lines, kind, marked).cut()
    part(edition, found, marked)
    found.narratives = {id: texts for id, texts in found.narratives.items() if texts}
    return found


class _Cutter:
    def __init__(
        self, edition: Edition, lines: Sequence[str], kind: DocumentKind, marked: Marked
    ) -> None:
        self._marked = {id for id, parts in marked.items() if parts}
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
        self._fee_number = ""
        self._at = 0
        self._said = False
        self._numbered: set[str] = set()
        self._numbered = self._with_numbers()

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
            if above and len(above) <= _SITE and FULL_STOP not in above and not _is_title(above):
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
        begin = next((n for n in range(first) if FULL_STOP in self._lines[n]), first)
        self._cut.site += self._lines[:begin]
        return begin

    def _take_signature(self, begin: int) -> int:
        """Read date and name at the end; the number of the first line that is no text."""
        lines = self._lines
        sections = [n for n in range(begin, len(lines)) if self._heading_of(lines[n])]
        first = sections[-1] + 1 if sections else begin
        dates = [n for n in range(first, len(lines)) if pattern("date").search(lines[n][-20:])]
        dated = [n for n in dates if len(lines[n]) <= _SITE and FULL_STOP not in lines[n]]
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
        """Without a date: on a page, the line below the last sentence, or below a bare 无."""
        lines = self._lines
        if self._kind is not DocumentKind.PAGE:
            return len(lines)
        last = max(
            (n for n in range(first, len(lines)) if FULL_STOP in lines[n]), default=first - 1
        )
        if last < first < len(lines) and pattern("nothing").fullmatch(lines[first].strip()):
            last = first
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
                    self._cut.headings[section.id] = heading.strip()
            if heading or self._begins(section, line):
                self._begin(section, heading or line)
            if line:
                self._put(line)
            return
        found = self._part_of(line)
        if found is not None and found[0] != self._headed:
            self._part, heading, rest = found
            self._headed, self._fee_number = self._part, ""
            if self._part == "processing_fee":
                self._fee_number = number_kind(line)
            if self._part == "processing_fee" and not self._cut.narratives.get(self._part):
                self._cut.behind = self._cut.narratives.get("further", [])[:]
            narrative = self._edition.form.narratives[self._part]
            if narrative.number and heading:  # one that the form does not print is text
                self._cut.read.append(heading)
                if label(narrative.heading) != label(heading):
                    self._cut.headings[self._part] = heading
                line = rest
        if line:
            self._put(line)

    def _begin(self, section: Section, line: str) -> None:
        self._section, self._said = section, False
        self._part, self._headed = first_part(section), ""
        self._at = counted(line) or self._place(section)

    def _put(self, line: str) -> None:
        section, found = self._section, self._cut
        self._said = True
        if section is None:
            if self._kind is DocumentKind.PAGE and FULL_STOP not in line and len(line) <= _SITE:
                found.site.append(line)
            else:
                found.narratives.setdefault("lead", []).append(line)
        elif not section.narratives:
            self._put_below_table(section, line)
        else:
            if self._part == "processing_fee" and self._is_beside_fee(line):
                self._part = first_part(section)
            found.narratives.setdefault(self._part, []).append(line)
            self._stray_if_numbered(section, line)

    def _is_beside_fee(self, line: str) -> bool:
        """Whether the fee had a number, and the next of that kind is another matter's."""
        kind, fee = number_kind(line), pattern("fee")
        return bool(kind) and kind == self._fee_number and not fee.search(line)

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

    def _with_numbers(self) -> set[str]:
        """The sections that have a heading with a number, one in a table of contents left out.

        That stands before the first sentence, and behind it the sections begin anew.
        """
        lines, headed = self._lines, [self._heading_of(line) for line in self._lines]
        found = [(n, section) for n, section in enumerate(headed) if section]
        anew = any(self._place(b) < self._place(a) for (_, a), (_, b) in pairwise(found))
        body = next((n for n, _ in found), 0)
        while anew and body < len(lines) and FULL_STOP not in lines[body]:
            body += 1
        told = ((n, section) for n, section in found if n >= body and number_and_words(lines[n])[0])
        return {section.id for n, section in told if self._parted_heading(section, lines[n])[0]}

    def _place(self, section: Section) -> int:
        return 1 + self._edition.form.sections.index(section)

    def _heading_of(self, line: str) -> Section | None:
        """The section that a line is the heading of, or begins with it.

        Where that has one with a number, one without ends with it in so many words.
        """
        number, words = number_and_words(line)
        for section in self._edition.form.sections if number else ():
            if section.number in number and parted(section, line)[1]:
                return section
        if len(line) > HEADING or FULL_STOP in line[:-1]:
            return None
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
        return section if like >= (_LIKE if number else CERTAIN) else None

    def _parted_heading(self, section: Section, line: str) -> tuple[str, str]:
        """The heading in a line that reads like one, and what the line says besides.

        A sentence may consist of a heading's words: 无其他需要报告的事项。
        """
        number, told = number_and_words(line)
        again, title = section is self._section and not number, label(section.title)
        heading, rest = parted(section, line)
        ends = line.rstrip().endswith(FULL_STOP)
        if number and label(told) != title and (ends or rest) and self._runs_back(section, line):
            return "", line
        if rest and not again:
            return heading, rest
        if number:
            sentence = goes_beyond(section, told)
        else:
            sentence = rest or (ends and (again or label(told) != title))
        return ("", line) if sentence or pattern("denied").match(told) else (line, "")

    def _runs_back(self, section: Section, line: str) -> bool:
        """Whether a line with a number counts from the start again, within a section's text."""
        if not self._said or self._section is None:
            return False
        back = self._place(section) <= self._place(self._section)
        return back and counted(line) < self._at

    def _begins(self, section: Section, line: str) -> bool:
        """Whether a section that has no heading begins with a sentence: its number, or a denial."""
        number, told = number_and_words(line)
        if self._section is None or (number and self._runs_back(section, line)):
            return False
        if not pattern("denied").match(told):
            return section.number in number and section.id not in self._numbered
        is_next = self._place(section) == self._place(self._section) + 1
        return bool(number) or (is_next and section.id not in self._numbered)

    def _part_of(self, line: str) -> tuple[str, str, str] | None:
        """The part that a line begins, its heading, and what stands behind it on the line.

        Where marks part a section we wrote it, without such headings: what reads so is text.
        """
        section = self._section
        if section is None or not section.narratives or section.id in self._marked:
            return None
        number = pattern("part_number").match(line)
        start = number.end() if number else 0
        stop = pattern("stop").search(line, start)
        end = stop.start() if stop and number else len(line)
        told = line[start:end].strip().rstrip("。：:；;")
        if not told or len(told) > _PART:
            return None
        part = named(section, told, exact=number is None)
        if number and part in _OWN_WORDS and not is_heading(told):
            return None
        if part is None:
            return None
        if number and is_sentence(line[start : stop.end() if stop else None]):
            return part, "", line
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


def _is_title(line: str) -> bool:
    return (
        bool(pattern("title").search(line)) and len(line) <= HEADING + 30 and FULL_STOP not in line
    )


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
