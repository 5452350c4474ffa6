"""The ledger of a collection to the district's sum: 汇总.xlsx and the district's own return.

Nothing is written here: the files come back as bytes, with what is to be said of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.collection.analysis import years
from xltools.collection.analysis.figures import Analysis, analysis, ranking
from xltools.collection.analysis.sheets import RANKING, Rows, ranking_rows, sheets_of_analysis
from xltools.collection.analysis.words import SumAnalysis
from xltools.collection.district.adjustments import read_adjustments
from xltools.collection.district.book import write_aggregate
from xltools.collection.district.export import dictionary_csv, wide_csv
from xltools.collection.district.words import SumInWords
from xltools.collection.drafting.drafts import drafts
from xltools.collection.register.body import OwnReturn
from xltools.collection.register.levels import Scope
from xltools.collection.situation.figures import Problem
from xltools.collection.total.sum import (
    AggregateError,
    DistrictSum,
    EntryWords,
    Stray,
    SumEntry,
    district_sum,
    own_words,
    scope_name,
)
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import MAY_BE_RETURNED, MUST_BE_CORRECTED
from xltools.law.edition import Edition, UnknownEdition, in_force
from xltools.law.rule import Severity
from xltools.messages import say
from xltools.reader import read_return
from xltools.report.endings import PICTURE
from xltools.report.memo import render_memo
from xltools.report.picture import render_picture
from xltools.template import pour


@dataclass(frozen=True, slots=True)
class YearOfLedger:
    """What a ledger holds for the sum of a year.

    `strays` are files that may belong to somebody and to nobody for certain; `hashes` the
    content that stands for each body; `registered` is false where there is no register, so that
    nobody knows who is missing; `problems` the rules that most returns do not keep; `previous`
    where the runs on that year looked for the year before; `settings` what was changed of the
    checks; `words` gives the bodies' filings with their texts, where those of the entries have
    none.
    """

    year: int
    entries: tuple[SumEntry, ...]
    strays: tuple[Stray, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict[str, str])
    registered: bool = True
    problems: tuple[Problem, ...] = ()
    previous: tuple[Path, ...] = ()
    settings: str = ""
    words: EntryWords = own_words


@dataclass(frozen=True, slots=True)
class Aggregated:
    """The files by path, what to say, the exit code, and the sum itself."""

    files: Mapping[Path, bytes]
    lines: tuple[str, ...]
    exit_code: int
    sum: DistrictSum


def run(
    given: YearOfLedger,
    scope: Scope,
    book: Path,
    own_return: OwnReturn | None = None,
    *,
    previous: Mapping[str, Filing] | None = None,
    ranked: str = "",
    others: Sequence[DistrictSum] = (),
) -> Aggregated:
    """Sum up a register's bodies, with the adjustments that stand in an earlier `book`.

    `previous` is last year by the body's name, for what the analysis compares; `ranked` the share
    by which bodies are to be ranked, if any; `others` sums of other years, to stand beside it.
    Raises AggregateError; OfficeBookError where what the office wrote into the earlier books
    cannot be understood.
    """
    made = sum_of_year(given, scope, own_return, book)
    if not made.choice.counted:
        raise AggregateError(say("aggregate.nobody", year=given.year))
    told = SumInWords(
        made, _failing(made.total.filing), given.strays, given.registered, given.settings
    )
    found = analysis(made, previous or {}, given.problems)
    further = _further(made, found, ranked, others)
    files = {book: write_aggregate(made, told.about(), given.strays, further)}
    files |= _beside(book, made, found)
    there = _as_it_stands(return_path(book), made.edition)
    drafted = drafts(made, found.copies.leaders, drafts_path(book), there)
    files[drafts_path(book)] = drafted.book
    if own := _own_return(made.total.filing, there, drafted.texts):
        files[return_path(book)] = own
    code = MAY_BE_RETURNED if told.good else MUST_BE_CORRECTED
    return Aggregated(files, (*told.lines(), *drafted.lines), code, made)


def sum_of_year(
    given: YearOfLedger, scope: Scope, own_return: OwnReturn | None, book: Path | None = None
) -> DistrictSum:
    """The sum alone, with the adjustments of the earlier `book`, if any. Raises AggregateError."""
    year = given.year
    try:
        edition = in_force(year)
    except UnknownEdition as error:
        raise AggregateError(say("aggregate.unknown_year", year=year)) from error
    adjustments = read_adjustments(book, edition, year, scope_name(scope)) if book else ()
    made = district_sum(given.entries, edition, year, scope, own_return, adjustments)
    return replace(made, words=given.words)


def _beside(book: Path, made: DistrictSum, found: Analysis) -> dict[Path, bytes]:
    """What goes beside the book: two documents, and the figures for other programs."""
    written = SumAnalysis(made, found)
    contents = {
        "analysis.analysis_file": render_memo(written.memo()),
        "analysis.notice_file": render_memo(written.notice()),
        "export.wide_file": wide_csv(made),
        "export.dictionary_file": dictionary_csv(made.edition),
    }
    return {book.with_name(book.stem + say(code)): data for code, data in contents.items()}


def _further(
    made: DistrictSum, found: Analysis, ranked: str, others: Sequence[DistrictSum]
) -> Rows:
    """The sheets of the analysis, and those of several years."""
    rows = {
        **sheets_of_analysis(found, made.edition.form),
        **years.sheets_of_years((made, *others)),
    }
    if ranked:
        rows[RANKING] = ranking_rows(ranking(made, ranked))
    return rows


def return_path(book: Path) -> Path:
    """Where the district's own return goes: beside the book of its sum."""
    return book.with_name(book.stem + say("aggregate.return_name"))


def drafts_path(book: Path) -> Path:
    """Where its texts are drafted: beside it as well."""
    return book.with_name(book.stem + say("drafting.file"))


def _failing(filing: Filing) -> tuple[Finding, ...]:
    """Rules that the sum breaks: as every part keeps them, it can only be by an adjustment."""
    failed = (finding for finding in confront(filing) if finding.verdict is Verdict.FAIL)
    return tuple(finding for finding in failed if finding.severity is Severity.ERROR)


def picture_of(made: Aggregated, book: Path) -> dict[Path, bytes]:
    """图解 of the sum, beside its book; a draft as long as somebody need look into the sum."""
    total, choice = made.sum.total.filing, made.sum.choice
    told = {
        "picture": len(choice.counted),
        "picture_missing": len(choice.missing),
        "adjusted": len(made.sum.adjustments),
    }
    scope = scope_name(made.sum.scope)
    source = "".join(
        say(f"aggregate.{code}", count=count, scope=scope) for code, count in told.items() if count
    )
    page = render_picture(total, draft=made.exit_code != MAY_BE_RETURNED, source=source)
    return {book.with_name(book.stem + PICTURE): page}


# ------------------------------------------------------------------ the district's return


def _as_it_stands(path: Path, edition: Edition) -> Filing | None:
    """What stands in the district's return; None where there is none of that edition."""
    filing = read_return(path).filing if path.exists() else None
    return filing if filing and filing.edition is edition else None


def _own_return(
    filing: Filing, kept: Filing | None, texts: Mapping[str, tuple[str, ...]]
) -> bytes | None:
    """The district's return with these texts.

    None where the one that stands there holds all of this already: it stays as it is.
    """
    if kept is None:
        return pour(replace(filing, narratives=texts))
    if _facts(kept) == _facts(filing) and dict(kept.narratives) == dict(texts):
        return None
    cover = {**kept.cover, "year": str(filing.year)}
    summed = replace(kept, cover=cover, nil={}, figures=filing.figures, previous=filing.previous)
    return pour(replace(summed, narratives=texts, rows={}))


def _facts(filing: Filing) -> tuple[object, ...]:
    return filing.year, filing.values, filing.previous
