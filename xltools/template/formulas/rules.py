"""The formulas of figures and rules.

A rule's claim becomes a verdict, its two sides and its sentence; a computing rule becomes
the total's own formula. Functions are those that Excel 2007, WPS and LibreOffice share, and
none depends on the locale.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from xltools.filing.check_row import DOUBTFUL, UNBALANCED
from xltools.filing.confront import direct_refs
from xltools.law.edition import total_and_parts
from xltools.law.expression import (
    Claim,
    Constant,
    Equals,
    Filled,
    Plus,
    PreviousRef,
    Ref,
    Remainder,
    Sum,
    Term,
    Valid,
    cells_of,
    previous_of,
)
from xltools.law.form import Cell, CellKind
from xltools.law.rule import Instance, Severity
from xltools.law.words import Distance, catalogue_sentence, phrase
from xltools.layout.return_book import CHECK, LAST_YEAR, STATUS_ROW, Layout, Spot, ranges
from xltools.messages import say
from xltools.template.formulas.causes import failed_word, side
from xltools.template.formulas.literals import filled, interleaved, literal_of, match, one_of
from xltools.template.formulas.no_figure import no_figure, wrong

# What the hidden block beside a table holds for each of its cells, or DOUBTFUL or UNBALANCED.
TAKEN_AS_ZERO, GOOD, BLANK, INVALID = -1, 0, 1, 4


class Formulas:
    """The formulas of one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.form = layout.edition.form
        self.marked_by = _marked_by(layout)

    # -------------------------------------------------------------- figures

    def total(self, cell: str) -> str:
        """A total: never one of blanks or texts, unless its table counts blanks as 0."""
        _, parts = total_and_parts(self.layout.edition.totals[cell])
        sheet = self.layout.figures[cell].sheet
        counted = self._list(parts, sheet)
        lacking = f"AND(COUNT({counted})<{len(parts)},NOT({self._nil(cell)}))"
        return f'=IF(COUNTA({counted})>COUNT({counted}),"",IF({lacking},"",SUM({counted})))'

    def shown(self, spot: Spot, blank: str = "") -> str:
        """What a cell of another sheet holds, that word for a blank."""
        return f"=IF(ISBLANK({spot.link}),{literal_of(blank)},{spot.link})"

    def repeated(self, spot: Spot) -> str:
        """What stands in another cell that is never blank."""
        return f"={spot.link}"

    def whose(self) -> str:
        """Body and year in one line."""
        held = {item: self.layout.cover[item] for item in ("name", "year")}
        words = {item: self.shown(at, say("proof.blank"))[1:] for item, at in held.items()}
        return f"={filled('proof.whose', words)}"

    def coded(self) -> str:
        """The check code with its name."""
        return f"={filled('proof.coded', {'code': self.layout.code.link})}"

    def printed(self, cell: Cell) -> str:
        """A figure as the report prints it: 0 for a blank taken as 0, a word for another blank."""
        at = self.layout.figures[cell.id].link
        if cell.id in self.layout.edition.totals:
            untold = literal_of(say("proof.untold"))
            return f'=IF(ISERROR({at}),{untold},IF({at}="",{untold},{at}))'
        blank = f"IF({self._nil(cell.id)},0,{literal_of(say('proof.blank'))})"
        return f"=IF(ISBLANK({at}),{blank},{at})"

    def note(self, spot: Spot) -> str:
        """A table's note as the report prints it, nothing where there is none."""
        label = literal_of(say("section.note") + "：")
        return f'=IF(ISBLANK({spot.link}),"",{label}&{spot.link})'

    def state(self, cell: Cell) -> str:
        """The hidden state of a figure: invalid, unbalanced, doubtful, blank or good."""
        at, mark = self.layout.figures[cell.id].address, self._mark(cell.id)
        bad = wrong(cell.column.kind, at, self.layout.no_figure(cell.id).address)
        if cell.id in self.layout.edition.totals:
            _, parts = total_and_parts(self.layout.edition.totals[cell.id])
            summed = f"SUM({self._list(parts, self.layout.figures[cell.id].sheet)})"
            number = f"IF(AND({bad},{at}<>{summed}),{INVALID},{mark})"
            other = f'IF(ISERROR({at}),{INVALID},IF({at}="",{GOOD},{INVALID}))'
            return f"=IF(ISNUMBER({at}),{number},{other})"
        blank = f"IF({self._nil(cell.id)},{TAKEN_AS_ZERO},{BLANK})"
        words = GOOD if cell.column.kind is CellKind.WRITTEN else INVALID
        number = f"IF(ISNUMBER({at}),IF({bad},{INVALID},{mark}),{words})"
        return f"=IF(ISBLANK({at}),{blank},{number})"

    def no_figure(self, cell: str) -> str:
        """Whether the number of a cell is none."""
        rule = self.layout.edition.totals.get(cell)
        parts = total_and_parts(rule)[1] if rule else ()
        counted = ",".join(area.address for area in ranges(map(self.layout.no_figure, parts)))
        return no_figure(self.layout.figures[cell].address, counted)

    def _mark(self, cell: str) -> str:
        """The gravest of: the balances that fail on this cell, and the ribbon's mark on it."""
        mark, here = self.layout.marks[cell], self.layout.figures[cell].address
        marks = [f"N({mark.link})*({here}={mark.moved(columns=1).link})"]
        marks += [
            f"IF({self._verdict_of(instance)}={literal_of(say('verdict.fail'))},{code},{GOOD})"
            for instance, code in self.marked_by.get(cell, ())
        ]
        return f"MAX({','.join(marks)})" if len(marks) > 1 else marks[0]

    def _verdict_of(self, instance: str) -> str:
        return self.layout.checks[instance].spot("verdict").link

    def _nil(self, cell: str) -> str:
        answer = self.layout.nil[self.form.cells[cell].table]
        return f"{answer.link}={literal_of(say('nil.yes'))}"

    def _list(self, cells: Iterable[str], on_sheet: str) -> str:
        """Cells as the arguments of a function: neighbours joined to ranges."""
        areas = ranges(self.layout.figures[cell] for cell in cells)
        return ",".join(
            area.address if area.first.sheet == on_sheet else area.link for area in areas
        )

    def _no_figures(self, cells: Iterable[str]) -> str:
        """How many of these cells hold a number that is no figure."""
        return f"SUM({','.join(area.link for area in ranges(map(self.layout.no_figure, cells)))})"

    # -------------------------------------------------------------- the rows of 校验

    def verdict(self, instance: Instance) -> str:
        """The state of a rule instance: passes, fails, cannot tell, or explained."""
        claim = instance.claim
        names = ("unfilled", "waiting", "pass")
        unfilled, waiting, passed = (literal_of(say(f"verdict.{name}")) for name in names)
        match claim:
            case Equals():
                failed = failed_word(self.layout, instance, claim)
                judged = f"IF(ROUND({self._at(instance, 'difference')},6)=0,{passed},{failed})"
                judged = f'IF({self._at(instance, "difference")}="",{waiting},{judged})'
                applied = self._where_it_applies(instance, judged)
                return f"={self._if_compared(claim, applied)}"
            case Valid():
                states = self._states(instance)
                blanks = f"IF(COUNTIF({states},{BLANK})>0,{unfilled},{passed})"
                invalid = literal_of(say("verdict.fail"))
                return f"=IF(COUNTIF({states},{INVALID})>0,{invalid},{blanks})"
            case Filled(field):
                return f"=IF({self.length(field)}=0,{unfilled},{passed})"
            case _:
                assert_never(claim)

    def _where_it_applies(self, instance: Instance, judged: str) -> str:
        unless = instance.rule.unless
        if not unless:
            return judged
        waiting, passed = (literal_of(say(f"verdict.{name}")) for name in ("waiting", "pass"))
        exempted = f"IF({self._is_or_serves(unless)},{passed},{judged})"
        return f"IF({self._kind_unknown()},{waiting},{exempted})"

    def _kind_unknown(self) -> str:
        known = [body.label for body in self.form.body_kinds]
        return f"ISNA({match(self.layout.cover['body_kind'].link, known)})"

    def _is_or_serves(self, trait: str) -> str:
        """As the form has it: by the kind of body, or by words of its name."""
        kind, name = (self.layout.cover[field].link for field in ("body_kind", "name"))
        bodies, words = self.form.body_kinds, self.form.offices.get(trait, ())
        so = f"ISNUMBER({match(kind, [body.label for body in bodies if getattr(body, trait)])})"
        if not words:
            return so
        open_kinds = [body.label for body in bodies if not body.level]
        named = ",".join(f"ISNUMBER(FIND({literal_of(word)},{name}))" for word in words)
        return f"OR({so},AND(ISNUMBER({match(kind, open_kinds)}),OR({named})))"

    def _if_compared(self, claim: Claim, judged: str) -> str:
        """What is judged, unless a figure of last year that it needs is not known."""
        lacking = self._uncompared(claim)
        uncompared = literal_of(say("verdict.uncompared"))
        return f"IF({lacking},{uncompared},{judged})" if lacking else judged

    def _uncompared(self, claim: Claim) -> str:
        """Whether one of last year's figures is not known; "" for a claim that needs none."""
        needed = [self.layout.previous[cell].link for cell in previous_of(claim)]
        return f"COUNT({','.join(needed)})<{len(needed)}" if needed else ""

    def _cannot_tell(self, instance: Instance, claim: Equals) -> str:
        """Whether figures lack that the balance needs, or it is not known to apply."""
        why = [self._lacking(cells_of(claim))]
        if instance.rule.unless:
            why.append(self._kind_unknown())
        if lacking := self._uncompared(claim):
            why.append(lacking)
        return f"OR({','.join(why)})"

    def _lacking(self, cells: tuple[str, ...]) -> str:
        """Whether one of these cells holds no figure, nor counts as 0."""
        counted = self._list(cells, CHECK)
        needed = f"IF({self._nil(cells[0])},COUNTA({counted}),{len(cells)})"
        return f"OR(COUNT({counted})<{needed},{self._no_figures(cells)}>0)"

    def _side(self, term: Term) -> str:
        return side(self.layout, term, self.layout.figures.__getitem__)

    def _brackets(self, term: Term) -> str:
        return f"({self._side(term)})" if isinstance(term, Plus) else self._side(term)

    def _states(self, instance: Instance) -> str:
        return self.layout.tables[instance.rule.table].shadow(1).link

    def length(self, field: str) -> str:
        """How many characters a cover field or narrative holds; an error holds none."""
        if field in self.layout.cover:
            spots = [self.layout.cover[field]]
        else:
            spots = list(self.layout.narratives[field].spots())
        return "+".join(f"IF(ISERROR({at.link}),0,LEN(TRIM({at.link})))" for at in spots)

    def side(self, instance: Instance, term: Term) -> str:
        """One side of a balance as a number, empty while it cannot tell."""
        return f'=IF({self._at(instance, "difference")}="","",{self._side(term)})'

    def difference(self, instance: Instance, claim: Equals) -> str:
        """Left minus right, empty while it cannot tell."""
        sides = f"{self._side(claim.left)}-{self._brackets(claim.right)}"
        return f'=IF({self._cannot_tell(instance, claim)},"",{sides})'

    def _at(self, instance: Instance, column: str) -> str:
        """A cell of the instance's own row."""
        return self.layout.checks[instance.id].spot(column).address

    def subject(self, instance: Instance) -> str:
        """What 校验 says: the rule in words, or what is wrong with its figures."""
        verdict, claim = self._at(instance, "verdict"), instance.claim
        rule = literal_of(catalogue_sentence(instance.rule, instance, self.form))
        match claim:
            case Equals():
                failing = self._sentence(instance, claim)
                names = ("fail", "explained", "follows")
                wrong = [say(f"verdict.{name}") for name in names]
                return f"=IF({one_of(verdict, wrong)},{failing},{rule})"
            case Valid():
                return f"={self._valid_subject(instance, verdict)}"
            case Filled(field):
                label = self.layout.label(field)
                lacking = literal_of(say("check.unfilled_field", label=label))
                named = literal_of(label)
                return f"=IF({verdict}={literal_of(say('verdict.unfilled'))},{lacking},{named})"
            case _:
                assert_never(claim)

    def _valid_subject(self, instance: Instance, verdict: str) -> str:
        states = self._states(instance)
        label = instance.rule.label

        def counted(code: str, state: int) -> str:
            return interleaved(say(code, label=label, count=f"\0COUNTIF({states},{state})\0"))

        zeros = f"IF(COUNTIF({states},{TAKEN_AS_ZERO})>0,"
        zeros += f"{counted('check.as_zero', TAKEN_AS_ZERO)},{literal_of(label)})"
        blanks = f"IF({verdict}={literal_of(say('verdict.unfilled'))},"
        blanks += f"{counted('check.unfilled', BLANK)},{zeros})"
        failed = f"IF({verdict}={literal_of(say('verdict.fail'))},"
        return f"{failed}{counted('check.invalid', INVALID)},{blanks})"

    def _sentence(self, instance: Instance, claim: Equals) -> str:
        """The failing instance's phrase, figures put in by `&`; its sides stand in the row."""
        pieces: list[str] = []
        for part in phrase(instance, self.form):
            match part:
                case str():
                    pieces.append(part)
                case Distance():
                    pieces.append(f"\0ABS(ROUND({self._at(instance, 'difference')},6))\0")
                case Ref() | PreviousRef() | Constant() | Sum() | Plus() | Remainder():
                    pieces.append(f"\0ROUND({self._standing(instance, claim, part)},6)\0")
                case _:
                    assert_never(part)
        return interleaved("".join(pieces))

    def _standing(self, instance: Instance, claim: Equals, term: Term) -> str:
        """Where the row shows that figure already, else the figure."""
        sides = {claim.right: "right", claim.left: "left"}
        return self._at(instance, sides[term]) if term in sides else self._side(term)

    def severity(self, instance: Instance) -> str:
        """How grave a row is, empty while nothing can be said against it."""
        words = [say(f"verdict.{name}") for name in ("fail", "explained")]
        grade = literal_of(say(f"severity.{instance.rule.severity}"))
        return f'=IF({one_of(self._at(instance, "verdict"), words)},{grade},"")'

    def remedy(self, instance: Instance) -> str:
        """What to do about a row, empty where there is nothing to be done."""
        verdict, severity = (self._at(instance, name) for name in ("verdict", "severity"))
        told = f'IF({severity}="","",{literal_of(instance.rule.remedy)})'
        if isinstance(instance.claim, Equals):
            return f"={told}"
        valid = isinstance(instance.claim, Valid)
        lacking = say("confront.unfilled_remedy") if valid else instance.rule.remedy
        return f"=IF({verdict}={literal_of(say('verdict.unfilled'))},{literal_of(lacking)},{told})"

    def free_link(self, target: Spot) -> str:
        """A link to the address that the ribbon button writes into another cell of the row."""
        at = target.address
        return f'=IF({at}="","",HYPERLINK("#"&{at},SUBSTITUTE({at},"\'","")))'

    def link(self, instance: Instance) -> str:
        """A link to the first cell that the instance is about."""
        claim = instance.claim
        items = (claim.field,) if isinstance(claim, Filled) else cells_of(claim)
        first = direct_refs(claim)[0] if isinstance(claim, Equals) else items[0]
        layout = self.layout
        shown = layout.span(items) if isinstance(claim, Valid) else layout.where(items)
        target = f"#{layout.place(first).link}"
        return f"=HYPERLINK({literal_of(target)},{literal_of(shown)})"

    def last_year(self, table: str) -> str:
        """What the heading above last year's figures says, with them or without."""
        block = self.layout.last_year[table]
        areas = ",".join(area.address for area in ranges(block.figures.values()))
        known, unknown = (literal_of(say(f"section.{code}")) for code in ("compared", "uncompared"))
        sheet = literal_of(f"#{Spot(LAST_YEAR, STATUS_ROW, 1).link}")
        return f"=IF(COUNT({areas})=0,{unknown},HYPERLINK({sheet},{known}))"

    def beside(self, instance: str) -> str:
        """An instance's verdict, shown where its figures stand."""
        return f"={self._verdict_of(instance)}"


def _marked_by(layout: Layout) -> dict[str, list[tuple[str, int]]]:
    """For each cell the balances that colour it when they fail, and with which state."""
    marked: dict[str, list[tuple[str, int]]] = {}
    for instance in layout.edition.instances:
        if isinstance(instance.claim, Equals):
            grave = instance.rule.severity is Severity.ERROR
            for cell in direct_refs(instance.claim):
                marked.setdefault(cell, []).append((instance.id, UNBALANCED if grave else DOUBTFUL))
    return marked
