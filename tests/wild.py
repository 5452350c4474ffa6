"""What people and their systems do to the tables of a published report: one change at a time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from lxml import etree
from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

Change = Callable[[_Element, random.Random], None]


def rows(root: _Element) -> list[_Element]:
    """The rows of the three tables that hold figures."""
    return [row for row in root.iter("tr") if figures(row)]


def figures(row: _Element) -> list[_Element]:
    """The cells of a row that hold a number."""
    return [cell for cell in row.iter("td") if re.fullmatch(r"[\d.]+", cell.text or "")]


def labels(root: _Element) -> list[_Element]:
    """Every label of the tables."""
    return [th for th in root.iter("th") if (th.text or "").strip()]


def _parent(element: _Element) -> _Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def split(root: _Element, chance: random.Random) -> None:
    """A table in two, below any of its rows."""
    row = chance.choice(rows(root))
    body = _parent(row)
    table = next(one for one in body.iterancestors("table"))
    below = [one for one in body if body.index(one) > body.index(row)]
    other = etree.Element("table")
    other.extend(below)
    table.addnext(other)
    table.addnext(etree.fromstring("<p>续表</p>"))


def split_every_row(root: _Element, chance: random.Random) -> None:
    """A table for each row of one of the tables."""
    table = chance.choice([one for one in root.iter("table") if rows(one)])
    for row in reversed(rows(table)):
        other = etree.Element("table")
        other.append(row)
        table.addnext(other)


def header_again(root: _Element, chance: random.Random) -> None:
    """The header rows once more in the middle, as on a new page."""
    row = chance.choice(rows(root))
    table = next(one for one in row.iterancestors("table"))
    heads = [one for one in table.iter("tr") if not figures(one)][:3]
    for head in reversed(heads):
        row.addprevious(etree.fromstring(etree.tostring(head)))


def misspelt(root: _Element, chance: random.Random) -> None:
    """A letter of a label gone or another."""
    label = chance.choice(labels(root))
    text = label.text or ""
    at = chance.randrange(len(text))
    label.text = text[:at] + chance.choice(["", "某", " ", "\n"]) + text[at + 1 :]


def other_label(root: _Element, chance: random.Random) -> None:
    """Another label altogether."""
    chance.choice(labels(root)).text = chance.choice(
        ["备注", "上一年项目数量", "本年新制作数量", "小计"]
    )


def swapped_labels(root: _Element, chance: random.Random) -> None:
    """Two labels in each other's places."""
    one, other = chance.sample(labels(root), 2)
    one.text, other.text = other.text, one.text


def blank(root: _Element, chance: random.Random) -> None:
    """A figure blank, or a mark."""
    chance.choice(figures(chance.choice(rows(root)))).text = chance.choice(
        ["", "\xa0", "/", "—", "无", "0件"]
    )


def noted(root: _Element, chance: random.Random) -> None:
    """A note beside a figure."""
    cell = chance.choice(figures(chance.choice(rows(root))))
    cell.text = (
        f"{cell.text}{chance.choice(['（其中修订16件）', '(含上年3件)', '　（含自然失效）'])}"
    )


def unit(root: _Element, chance: random.Random) -> None:
    """A figure with its unit, full-width digits or a gap of thousands."""
    cell = chance.choice(figures(chance.choice(rows(root))))
    text = cell.text or ""
    wide = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    cell.text = chance.choice(
        [f"{text}件", f"{text} 件", wide, f"{text[0]},{text[1:]}", f"{text}万元"]
    )


def two_numbers(root: _Element, chance: random.Random) -> None:
    """Two numbers in one place."""
    cell = chance.choice(figures(chance.choice(rows(root))))
    cell.text = f"{cell.text}{chance.choice(['/', ' ', '、', '-'])}17"


def wide_span(root: _Element, chance: random.Random) -> None:
    """A span that overshoots, downwards or to the right."""
    cell = chance.choice([*labels(root), *figures(chance.choice(rows(root)))])
    name = chance.choice(["rowspan", "colspan"])
    cell.set(name, str(int(cell.get(name, "1")) + chance.randint(1, 3)))


def no_spans(root: _Element, chance: random.Random) -> None:
    """No rowspans in the header of a table."""
    table = chance.choice([one for one in root.iter("table") if rows(one)])
    for cell in table.iter("th"):
        cell.attrib.pop("rowspan", None)


def merged(root: _Element, chance: random.Random) -> None:
    """Two neighbouring figures in one cell."""
    row = chance.choice([one for one in rows(root) if len(figures(one)) > 1])
    cells = figures(row)
    at = chance.randrange(len(cells) - 1)
    cells[at].set("colspan", "2")
    row.remove(cells[at + 1])


def moved_row(root: _Element, chance: random.Random) -> None:
    """A row in another place of its table."""
    row = chance.choice(rows(root))
    others = [one for one in _parent(row) if one is not row and figures(one)]
    if others:
        chance.choice(others).addnext(row)


def left_out(root: _Element, chance: random.Random) -> None:
    """A row, or a cell, that is not there."""
    row = chance.choice(rows(root))
    gone = chance.choice([row, chance.choice(figures(row))])
    _parent(gone).remove(gone)


def row_more(root: _Element, chance: random.Random) -> None:
    """A row that the form has not."""
    row = chance.choice(rows(root))
    more = etree.fromstring(etree.tostring(row))
    for cell in more.iter("th"):
        cell.text = chance.choice(["其中：网络申请", "（六）其他处理", "小计"])
        cell.attrib.pop("rowspan", None)
    row.addnext(more)


def column_more(root: _Element, chance: random.Random) -> None:
    """A column more at the end of every row of a table, or within one row."""
    table = chance.choice([one for one in root.iter("table") if rows(one)])
    for row in chance.choice([rows(table), rows(table)[:1]]):
        figures(row)[-1].addnext(etree.fromstring("<td>7</td>"))


CHANGES: tuple[Change, ...] = (
    *(split, split_every_row, header_again, misspelt, other_label, swapped_labels, blank, noted),
    *(unit, two_numbers, wide_span, no_spans, merged, moved_row, left_out, row_more, column_more),
)


def mutated(page: str, change: Change, seed: int) -> bytes:
    """The page after one change, always the same for a seed."""
    root = etree.HTML(page)
    change(root, random.Random(f"{change.__name__}{seed}"))
    return etree.tostring(root, encoding="utf-8", method="html")
