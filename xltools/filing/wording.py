"""What may be changed in a text that somebody wrote: this closed list, and nothing else.

Everything else is filed, printed and compared as it stands in its cell. The first two changes
need no word; each of the others is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cache

from xltools.law.form import Form


class Change(StrEnum):
    """The changes, each with its reason."""

    ENDS = "ends"
    """White space around a text or a line: nobody sees it."""
    LINE_ENDS = "line_ends"
    """Programs end a line in many ways; a line of a text is a paragraph."""
    INVISIBLE = "invisible"
    """Nobody sees them: they get into titles and names of files, and no search finds the word."""
    RADICALS = "radicals"
    """Radicals that a PDF gives for characters: they look alike, and no search finds the word."""
    SYMBOLS = "symbols"
    """Word's own bullets have no meaning outside its fonts: what they look like has."""
    HEADING = "heading"
    """The report prints a text's heading itself."""
    JOINED = "joined"
    """A sentence that a line end cuts in two is one paragraph."""


LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""Controls but for tab and line end, in a class: text of others must not steer what shows it."""
TURNING = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the direction of what stands behind them."""
UNWRITABLE = "\ud800-\udfff\ufffe\uffff"
"""Halves of characters, and what XML has no way to write."""
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_INVISIBLE = re.compile(
    f"[{_CONTROLS}\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff{UNWRITABLE}]"
)
_NOT_STORABLE = re.compile(f"[\x00-\x08\v\f\x0e-\x1f{UNWRITABLE}]")
"""What XML does not allow, halves of a surrogate pair included."""

_RADICALS = {
    code: plain
    for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
} | dict(
    zip(
        map(ord, "⺠⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰"),
        "民西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
_SYMBOLS = dict(
    zip(
        map(ord, "\uf0b7\uf06c\uf09f\uf06e\uf0a7\uf06f\uf0a8\uf075\uf076\uf0a1\uf0ab"),
        "•●•■▪□□◆❖○★",
        strict=True,
    )
) | dict(zip(map(ord, "\uf0d8\uf0e0\uf0e8\uf0fc\uf0fe"), "➢→➔✓☑", strict=True))
_UNCLEAR = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\ue000-\uf8ff\U000f0000-\U0010ffff]")
_ODD = re.compile(f"{_INVISIBLE.pattern}|{_UNCLEAR.pattern}")


# ------------------------------------------------------------------ letters


def swaps(text: str) -> Iterator[tuple[Change, str, str]]:
    """Each change of letters that a text needs: which one, the text before, and after."""
    if not _ODD.search(text):  # as almost all
        return
    for change, swap in _SWAPS:
        if (changed := swap(text)) != text:
            yield change, text, changed
            text = changed


def swapped(text: str) -> str:
    """The text after all of them."""
    for _, _, changed in swaps(text):
        text = changed
    return text


def clean(text: str) -> str:
    """The text without what nobody sees, and without white space around it."""
    return _INVISIBLE.sub("", text).strip()


_SWAPS: tuple[tuple[Change, Callable[[str], str]], ...] = (
    (Change.INVISIBLE, lambda text: _INVISIBLE.sub("", text)),
    (Change.RADICALS, lambda text: text.translate(_RADICALS)),
    (Change.SYMBOLS, lambda text: text.translate(_SYMBOLS)),
)


def unclear(text: str) -> str:
    """The letters of a text of which nobody can say how they look elsewhere."""
    return "".join(dict.fromkeys(_UNCLEAR.findall(swapped(text))))


def storable(text: str) -> str:
    """The text without what neither a workbook nor a document can hold."""
    return _NOT_STORABLE.sub("", text)


def is_storable(text: str) -> bool:
    """Whether a workbook can hold every letter of a text."""
    return not _NOT_STORABLE.search(text)


# ------------------------------------------------------------------ lines


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not empty, without white space around them."""
    return [line for part in LINE_END.split(text) if (line := part.strip())]


_GOES_ON = ("，", "、", "（", "“", "《")
"""A paragraph never ends with one of these, nor begins with one of the next."""
_CONTINUES = ("，", "。", "、", "；", "：", "！", "？", "）", "”", "》")


def goes_on(line: str, following: str) -> bool:
    """Whether a line end between the two cuts a sentence, for certain."""
    return line.endswith(_GOES_ON) or following.startswith(_CONTINUES)


# ------------------------------------------------------------------ headings

_NUMBERING = r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+\s*"


def without_heading(form: Form, narrative: str, paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of a text without the headings that stand before them."""
    kept = list(paragraphs)
    for heading in _headings(form, narrative):
        if kept and (found := heading.match(kept[0])):
            kept[:1] = filter(None, [kept[0][found.end() :]])
    return kept


def other_heading(form: Form, narrative: str, paragraph: str) -> str:
    """The text of the same section whose heading this paragraph begins with; "" for none."""
    here = form.narratives[narrative].section
    others = (
        text for text in form.narratives.values() if text.section == here and text.id != narrative
    )
    return next((text.id for text in others if _heading(text.label).match(paragraph)), "")


def _headings(form: Form, narrative: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = form.narratives[narrative]
    section = next(section for section in form.sections if section.id == text.section)
    return _heading(section.title), _heading(text.label)


@cache
def _heading(label: str) -> re.Pattern[str]:
    """A heading at the start of a text: a whole line, or numbered and followed by a stop.

    A bare label with words behind it is how a sentence begins.
    """
    heading = re.escape(label)
    return re.compile(rf"(?:{_NUMBERING})?{heading}\s*[：:]?$|{_NUMBERING}{heading}\s*[。：:]\s*")


# ------------------------------------------------------------------ quoting

_PERSONAL = 16
"""From so many digits on a number is no count, and may be somebody's identity or bank card."""
PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82),
)
"""With what an identity number begins."""
_OLD_IDENTITY = re.compile(rf"(?:{'|'.join(map(str, PROVINCES))})\d{{4}}(\d{{6}})\d{{3}}")
"""An identity number of before 1999: province, place, day of birth, order; no check digit."""
_BLANK = "[ \xa0\u2009\u202f\u3000-]"
_LONG_NUMBER = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:\d{{4,}}(?:{_BLANK}\d{{3,}})*[Xx\uff38\uff58]?|\d{{1,3}}(?:,\d{{3}}){{4,}})(?!\d)"
)
_HIDDEN = re.compile(r"\d{3}[*\s-]{10,}\d[\dXx\uff38\uff58]")
_SIGNS = re.compile(r"[^\s-]")
_LONGEST_CARD = 19


def covered(text: str) -> str:
    """The text as it may be quoted: of numbers that may be a person's, the middle is covered.

    What a finding or a stored figure holds goes into slips, chats, ledgers and logs.
    """
    return _LONG_NUMBER.sub(_with_middle_covered, text)


def _with_middle_covered(number: re.Match[str]) -> str:
    said = number[0]
    digits = "".join(filter(str.isdigit, said))
    personal = len(digits) >= _PERSONAL or is_old_identity(digits)
    return covered_number(said) if personal else said


def is_old_identity(digits: str) -> bool:
    """Whether fifteen digits are built like an identity number of before 1999."""
    found = _OLD_IDENTITY.fullmatch(unicodedata.normalize("NFKC", digits))
    if found is None:
        return False
    year, month, day = (int(found[1][at : at + 2]) for at in (0, 2, 4))
    try:
        date(1900 + year, month, day)
    except ValueError:
        return False
    return True


def covered_number(number: str) -> str:
    """The number with all but its first three and last two characters covered."""
    return number[:3] + re.sub(r"\w", "*", number[3:-2]) + number[-2:]


def may_be_personal(text: str) -> bool:
    """Whether a text that was covered is a number as long as those of identity and bank cards."""
    found = _HIDDEN.search(text)
    return bool(found) and len(_SIGNS.findall(found[0])) <= _LONGEST_CARD


_UNSEEN = re.compile(f"{_INVISIBLE.pattern}|[\t\xa0\u1680\u2000-\u200a\u202f\u205f\ue000-\uf8ff]")


def visible(text: str) -> str:
    """A text as a sentence quotes it: what nobody sees is shown, what nobody may see covered."""
    return _UNSEEN.sub(_named, LINE_END.sub("⏎", covered(text)))


def _named(letter: re.Match[str]) -> str:
    return "⇥" if letter[0] == "\t" else f"[U+{ord(letter[0]):04X}]"


def shortened(text: str, longest: int) -> str:
    """The text, cut where it is longer."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def example(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before where they part, as a sentence quotes them."""
    before, after = covered(before), covered(after)
    pairs = enumerate(zip(before, after, strict=False))
    at = next((i for i, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(0, at - _BEFORE)
    return _cut(before, start), _cut(after, start)


_BEFORE, _LONGEST = 8, 24
"""Letters that a sentence quotes before the first that differs, and in all."""


def _cut(text: str, start: int) -> str:
    end = start + _LONGEST
    return ("…" if start else "") + visible(text[start:end]) + ("…" if len(text) > end else "")
