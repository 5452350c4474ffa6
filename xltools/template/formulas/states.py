"""The formulas that count: what is filled in, what lacks, how a sheet stands, the check code."""

from __future__ import annotations

from xltools.filing.checkcode import LETTER_WEIGHT, MODULUS, answer_weights
from xltools.filing.doubts import TRANSCRIBED
from xltools.law.rule import Severity
from xltools.layout.places import Area, Spot, letters
from xltools.layout.return_book import CHECK, COVER, STATUS_ROW, CheckRow
from xltools.layout.steps import SheetSteps, Step
from xltools.messages import say
from xltools.template.formulas.literals import filled, literal_of
from xltools.template.formulas.rules import BLANK, Formulas

RED, ORANGE, GREY, GREEN = 1, 2, 3, 4
"""How grave the state of a sheet is, as its hidden colour cell has it."""

_LONGEST = 250


class States:
    """The formulas of one layout that tell how far it is filled in."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas, self.layout = formulas, formulas.layout

    # -------------------------------------------------------------- steps, on the stamp sheet

    def lacking(self, step: Step) -> str:
        """1 where a step lacks something or fails, else 0."""
        if step.items[0] in self.layout.figures:
            return f'=IF(COUNTIF({self._states(step)},">0")>0,1,0)'
        return f"=IF({self.formulas.length(step.items[0])}=0,1,0)"

    def place(self, step: Step) -> str:
        """The address of the first of a step's cells that lacks or fails; a text, no link yet."""
        if step.items[0] not in self.layout.figures:
            return f"={literal_of(self.layout.place(step.items[0]).link)}"
        first = self.layout.figures[step.items[0]]
        column = '""'
        for cell in reversed(step.items):
            at = literal_of(letters(self.layout.figures[cell].column))
            column = f"IF({self.layout.state_of(cell).link}>0,{at},{column})"
        sheet = literal_of(f"'{first.sheet}'!")
        return f'=IF({step.lacking.link}=0,"",{sheet}&{column}&{first.row})'

    def _states(self, step: Step) -> str:
        first, last = (self.layout.state_of(step.items[end]) for end in (0, -1))
        return Area(first, 1, last.column - first.column + 1).link

    # -------------------------------------------------------------- sums, on the stamp sheet

    def needed(self, progress: SheetSteps) -> int:
        """How many cells, fields and texts must be filled in."""
        totals = self.layout.edition.totals
        return sum(item not in totals for step in progress.steps for item in step.items)

    def filled(self, progress: SheetSteps) -> str:
        """How many of them are."""
        tables = {item.split(".")[0] for step in progress.steps for item in step.items}
        areas = (area for table, area in self.layout.tables.items() if table in tables)
        blank = [f"COUNTIF({area.shadow(1).link},{BLANK})" for area in areas]
        others = [step for step in progress.steps if step.items[0] not in self.layout.figures]
        return "=" + "-".join(
            (str(self.needed(progress)), *blank, *(s.lacking.link for s in others))
        )

    def target(self, progress: SheetSteps) -> str:
        """The address of the first cell that lacks or fails, empty where none does."""
        if not progress.steps:
            return '=""'
        area = progress.lacking
        places = Area(progress.steps[0].place, area.rows)
        found = f"INDEX({places.link},MATCH(1,{area.link},0))"
        return f'=IF(SUM({area.link})=0,"",{found})'

    def counts(self, sheet: str) -> dict[str, str]:
        """How many rows of 校验 on a sheet say what; on 校验 itself, on all sheets."""
        page = "" if sheet == CHECK else sheet
        return {
            "errors": self._count("fail", Severity.ERROR, page),
            "unfilled": self._count("unfilled", None, page),
            "warnings": self._count("fail", Severity.WARNING, page) + self._doubted(page),
            "explained": self._count("explained", None, page),
        }

    def _count(self, verdict: str, severity: Severity | None, page: str) -> str:
        """How many rows of 校验 say so, those that only follow from another left out."""
        pairs = [self._column("verdict").absolute, literal_of(say(f"verdict.{verdict}"))]
        if verdict == "fail":
            pairs += [self._column("counted").absolute, '">0"']
        if severity:
            pairs += [self._column("severity").absolute, literal_of(say(f"severity.{severity}"))]
        if page:
            pairs += [self._column("page").absolute, literal_of(page)]
        return f"=COUNTIFS({','.join(pairs)})"

    def _doubted(self, page: str) -> str:
        """What is to be added for a sheet: what an import doubts there."""
        if not page:
            return ""
        counted, sheet = (self._column(column).absolute for column in ("counted", "sheet"))
        return f"+COUNTIFS({sheet},{literal_of(page)},{counted},1)"

    def _column(self, column: str) -> Area:
        """A column of 校验, the rules and below them the free area."""
        first = min(check.row for check in self.layout.checks.values())
        return Area(CheckRow(first).spot(column), self.layout.free.last.row - first + 1)

    @staticmethod
    def free_counted(row: CheckRow) -> str:
        """How a row of the free area counts: 1 where it says what an import doubts.

        Anything else there was true when a program looked, and nothing here knows whether it is
        still.
        """
        verdict, rule, said = (row.spot(c).address for c in ("verdict", "rule", "explanation"))
        doubt = f"LEFT({rule},{len(TRANSCRIBED)})={literal_of(TRANSCRIBED)}"
        doubted = f"{verdict}={literal_of(say('verdict.fail'))},{doubt}"
        return f'=IF(AND({doubted},{said}=""),1,0)'

    @staticmethod
    def free_sheet(row: CheckRow) -> str:
        """The sheet of a row of the free area, out of its link."""
        page = row.spot("page").address
        return f'=IF({page}="","",MID({page},2,FIND("!",{page})-3))'

    # -------------------------------------------------------------- first lines

    def status(self, sheet: str) -> str:
        """A sheet's first line: how far it is filled in, and what fails."""
        progress = self.layout.progress[sheet]
        good = literal_of(say("state.page_good"))
        said = f"IF({self._any(progress)}=0,{good},{self._parts(progress)})"
        return f"={self._filled(progress)}&{said}" if progress.steps else f"={said}"

    def cover_status(self) -> str:
        """The first line of the cover: how far all is filled in, and the state."""
        return f"={self._filled(self.layout.progress[CHECK])}&{self.layout.state.address}"

    def summary(self) -> str:
        """The first line of 校验: the counts of the whole workbook."""
        progress = self.layout.progress[CHECK]
        explained = f"{self._any(progress)}+{progress.count('explained').link}"
        good = literal_of(say("check.nothing"))
        return f"=IF({explained}=0,{good},{self._parts(progress, explained=True)})"

    def state(self) -> str:
        """Whether the return may be handed in, and what it still needs."""
        progress = self.layout.progress[CHECK]
        errors, unfilled, warnings = (
            progress.count(what).link for what in ("errors", "unfilled", "warnings")
        )
        warned = filled("state.warned", {"warnings": warnings})
        good = f"IF({warnings}>0,{warned},{literal_of(say('state.good'))})"
        bad = filled("state.bad", {"parts": self._parts(progress)})
        return f"=IF({errors}+{unfilled}>0,{bad},{good})"

    def _filled(self, progress: SheetSteps) -> str:
        values = {"filled": progress.filled.link, "needed": str(self.needed(progress))}
        return filled("state.filled", values)

    @staticmethod
    def _any(progress: SheetSteps) -> str:
        return "+".join(progress.count(what).link for what in ("errors", "unfilled", "warnings"))

    @staticmethod
    def _parts(progress: SheetSteps, *, explained: bool = False) -> str:
        """The counts that are not 0, one after another."""
        names = ("errors", "unfilled", "warnings", *(("explained",) if explained else ()))
        parts = (
            f'IF({at}>0,{literal_of(say("state.and"))}&{filled(f"state.{name}", {"count": at})},"")'
            for name in names
            if (at := progress.count(name).link)
        )
        return f"MID({'&'.join(parts)},2,{_LONGEST})"

    def colour(self, sheet: str) -> str:
        """How grave the state of a sheet is; that of the cover is that of the whole return."""
        progress = self.layout.progress[CHECK if sheet == COVER else sheet]
        graded = ((RED, "errors"), (ORANGE, "warnings"), (GREY, "unfilled"))
        formula = str(GREEN)
        for code, what in reversed(graded):
            formula = f"IF({progress.count(what).link}>0,{code},{formula})"
        return f"={formula}"

    def next_link(self, sheet: str) -> str:
        """A link to the next thing to do: on this sheet, else on another, else on 校验."""
        whole = self.layout.progress[CHECK]
        check = literal_of(Spot(CHECK, STATUS_ROW, 1).link)
        formula = f'IF({self._any(whole)}>0,{_link(check, "state.to_check")},"")'
        own = self.layout.progress[sheet]
        for progress, code in ((whole, "state.to_other"), (own, "state.to_next")):
            at = progress.target.link
            formula = f'IF({at}<>"",{_link(at, code)},{formula})'
        return f"={formula}"

    # -------------------------------------------------------------- what is to do, on top of 校验

    def failing(self, row: CheckRow) -> str:
        """A row's place in the list on top: errors, then doubts, then what is not filled in; 0 for
        any other.
        """
        progress = self.layout.progress[CHECK]
        errors, warnings = (progress.count(what).link for what in ("errors", "warnings"))
        top = self._column("verdict").first
        so_far = {
            column: Area(CheckRow(top.row).spot(column), row.row - top.row + 1)
            for column in ("verdict", "severity", "counted")
        }
        fixed = {column: area.absolute for column, area in so_far.items()}
        fails, lacks = (literal_of(say(f"verdict.{name}")) for name in ("fail", "unfilled"))
        error = literal_of(say(f"severity.{Severity.ERROR}"))
        alike = f'{fixed["verdict"]},{fails},{fixed["counted"]},">0",{fixed["severity"]}'
        verdict, severity = row.spot("verdict").address, row.spot("severity").address
        rank = f"COUNTIFS({alike},{severity})+IF({severity}={error},0,{errors})"
        lacking = f"COUNTIF({fixed['verdict']},{lacks})+{errors}+{warnings}"
        other = f"IF({verdict}={lacks},{lacking},0)"
        return f"=IF(AND({verdict}={fails},{row.spot('counted').address}>0),{rank},{other})"

    def failing_heading(self, lines: int) -> str:
        """What stands above the list: how many there are, and how many of them it holds."""
        progress = self.layout.progress[CHECK]
        told = filled("check.listed", {"parts": self._parts(progress), "lines": str(lines)})
        return f"=IF({self._any(progress)}=0,{literal_of(say('check.nothing'))},{told})"

    def listed_row(self, number: int) -> str:
        """Which row of the rules the list's line of that number repeats, 0 for none."""
        listed, column = self._any(self.layout.progress[CHECK]), self._column("failing")
        return f"=IF({listed}<{number},0,MATCH({number},{column.absolute},0))"

    def listed(self, row: CheckRow, column: str) -> str:
        """What a line of the list repeats of its row."""
        at = row.spot("failing").address
        return f'=IF({at}=0,"",INDEX({self._column(column).absolute},{at}))'

    def listed_link(self, row: CheckRow) -> str:
        """The line's place as a link down to its row."""
        at, first = row.spot("failing").address, self._column("place").first
        address = literal_of(Spot(CHECK, 1, first.column).link[:-1])
        target = f"{address}&({at}+{first.row - 1})"
        shown = f"INDEX({self._column('place').absolute},{at})"
        return f'=IF({at}=0,"",HYPERLINK("#"&{target},{shown}))'

    # -------------------------------------------------------------- the check code

    def letter(self, field: str, number: int) -> str:
        """The place in the alphabet of a cover field's letter of that number, 0 for none."""
        letter = f"MID({self.layout.cover[field].link},{number},1)"
        found = f"FIND({letter},{self.layout.alphabet.absolute})"
        return f'=IF({letter}="",0,IFERROR({found},0))'

    def check_code(self) -> str:
        """The check code, as `filing.checkcode` works it out.

        Words where a cell holds an error, or a number too long to be added up exactly.
        """
        yes = literal_of(say("nil.yes"))
        answers = {table: f"COUNTIF({at.link},{yes})" for table, at in self.layout.nil.items()}
        areas = ",".join(area.area.link for area in self.layout.tables.values())
        counted = "+".join((f"COUNT({areas})", *answers.values()))
        first, second = (self._half(number, answers) for number in (2, 3))
        made = f'{first}&"-"&{second}'
        broken = literal_of(say("cover.code_broken"))
        blocks = ",".join(area.shadow(4).link for area in self.layout.tables.values())
        long = f"SUM({blocks})>0"
        return f'=IF({counted}=0,"",IFERROR(IF({long},{broken},{made}),{broken}))'

    def _half(self, shadow: int, answers: dict[str, str]) -> str:
        weights = answer_weights(self.layout.edition)
        answered = "+".join(
            f"{said}*{weights[table][shadow - 2]}" for table, said in answers.items()
        )
        counted_letters = "+".join(
            f"SUM({area.link})" if shadow == 2 else f"SUMPRODUCT({area.link},{area.link})"
            for area in self.layout.letters.values()
        )
        counted = f"ROUND({self._sum(shadow)},0)+{answered}+{LETTER_WEIGHT}*({counted_letters})"
        return f'TEXT(MOD({counted},{MODULUS}),"0000")'

    def _sum(self, shadow: int) -> str:
        return "+".join(
            f"SUMPRODUCT({area.area.link},{area.shadow(shadow).link})"
            for area in self.layout.tables.values()
        )


def _link(target: str, code: str) -> str:
    return f'HYPERLINK("#"&{target},{literal_of(say(code))})'
