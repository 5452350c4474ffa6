"""A simulated district: 300 invented bodies, two years, and what each of them sends.

Everything follows from a seed. It knows the register and files on disk only, nothing of how
they are worked on: for every body it says how it stands after each run, and the figures that
count. A run is a day on which the office works on its inbox; what arrives stays there.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from district_files import SORTS, changed

from xltools.collection.register.body import Body, Mode
from xltools.filing.filing import Filing, Value
from xltools.law.edition import load, total_and_parts
from xltools.platform.names import safe_name

FIRST, SECOND = 2024, 2025
RUNS = (1, 2)
DISTRICT = "澜川区"
GOVERNMENT = f"{DISTRICT}人民政府"


class Stand(StrEnum):
    """How a body stands after a run."""

    PASSED = "passed"
    ERRORS = "errors"
    UNFILLED = "unfilled"
    WRONG_YEAR = "wrong_year"
    UNDECIDED = "undecided"
    """Two returns with different figures and no certain order: neither counts."""
    TRANSCRIBE = "transcribe"
    """A scan, picture or Word file came: reported, to be transcribed."""
    UNREADABLE = "unreadable"
    """Something came that holds no return that could be read."""
    MISSING = "missing"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True)
class Role:
    """What a body sends in which run, and how it then stands after each run."""

    sends: tuple[tuple[int, str], ...]
    first: Stand
    second: Stand


def _same(stand: Stand, *sorts: str) -> Role:
    return Role(tuple((1, sort) for sort in sorts), stand, stand)


PROMPT = _same(Stand.PASSED, "good")
ROLES: dict[str, Role] = {
    "late": Role(((2, "good"),), Stand.MISSING, Stand.PASSED),
    "missing": _same(Stand.MISSING),
    "wrong": _same(Stand.ERRORS, "failing"),
    "corrected": Role(((1, "failing"), (2, "again")), Stand.ERRORS, Stand.PASSED),
    "resubmitted": Role(((1, "changed"), (2, "again")), Stand.PASSED, Stand.PASSED),
    "transcribed": Role(((1, "scan"), (2, "good")), Stand.TRANSCRIBE, Stand.PASSED),
    "duplicate": _same(Stand.PASSED, "good", "copy"),
    "undecided": _same(Stand.UNDECIDED, "good", "changed too"),
    "unfilled": _same(Stand.UNFILLED, "unfilled"),
    "last year": _same(Stand.WRONG_YEAR, "last year"),
    **{name: _same(Stand.TRANSCRIBE, name) for name in ("scan", "picture", "word")},
    **{
        name: _same(Stand.PASSED, name)
        for name in ("formula texts", "external link", "macros", "long name", "reserved name")
    },
    **{name: _same(Stand.PASSED, name) for name in ("archive", "climbing archive")},
    **{
        name: _same(Stand.UNREADABLE, name)
        for name in (
            *("html", "csv", "nothing", "half", "encrypted", "old workbook", "zip bomb"),
            *("xml bomb", "far cell", "thousand sheets", "altered", "other edition", "own table"),
        )
    },
}
"""What goes wrong in the second year; in the first, all but a few are prompt."""

_FIRST_YEAR = ("late", "missing", "resubmitted")
_OFTEN = {"late": 6, "missing": 5, "wrong": 5, "corrected": 6, "resubmitted": 6, "duplicate": 3}


@dataclass(frozen=True)
class Delivery:
    """One file that a body sends: in which year and run, where it lies in the inbox."""

    year: int
    run: int
    file: str
    body: str
    sort: str
    filing: Filing

    def content(self) -> bytes:
        """The file's bytes."""
        return SORTS[self.sort].make(self.filing)


@dataclass(frozen=True)
class Truth:
    """How a body stands after a run, the return that counts, and its role."""

    stand: Stand
    filing: Filing | None
    role: str = ""

    @property
    def late(self) -> bool:
        """Whether its first file came after the deadline."""
        return self.role == "late"


@dataclass
class District:
    """The register, everything that is sent, and how every body stands after every run."""

    bodies: tuple[Body, ...]
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    truths: dict[tuple[int, int], dict[str, Truth]] = field(
        default_factory=dict[tuple[int, int], dict[str, Truth]]
    )

    def deliver(self, inbox: Path, year: int, run: int) -> list[Path]:
        """Put into the inbox what comes before that run; what lies there stays."""
        written: list[Path] = []
        for delivery in self.deliveries:
            reserved = delivery.sort == "reserved name" and os.name == "nt"
            if (delivery.year, delivery.run) == (year, run) and not reserved:
                path = inbox / delivery.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(delivery.content())
                written.append(path)
        return written

    def counted(self, year: int, run: int = RUNS[-1]) -> dict[str, Filing]:
        """The returns that the district's total is made of, by body."""
        truths = self.truths[year, run]
        return {name: truth.filing for name, truth in truths.items() if truth.filing}


def district(size: int = 300, seed: int = 2025) -> District:
    """The district of that seed with about so many bodies."""
    chance = random.Random(seed)
    bodies = enumerate(_bodies(size), start=1)
    made = District(tuple(replace(body, code=f"LC{number:04}") for number, body in bodies))
    filings: dict[int, dict[str, Filing]] = {}
    for year in (FIRST, SECOND):
        filings[year] = {
            body.name: _filing(chance, body, year, _carried(body, filings.get(year - 1, {})))
            for body in made.bodies
            if body.files_for(year)
        }
        roles = _roles(chance, list(filings[year]), year)
        made.truths |= {(year, run): {} for run in RUNS}
        for body in made.bodies:
            _act(made, body, year, roles.get(body.name, ""), filings[year].get(body.name))
    return made


# ------------------------------------------------------------------ who there is

# fmt: off
_DEPARTMENTS = (
    "发展和改革局", "教育局", "科学技术局", "工业和信息化局", "公安分局", "民政局", "司法局",
    "财政局", "人力资源和社会保障局", "自然资源局", "生态环境分局", "住房和城乡建设局",
    "交通运输局", "水务局", "农业农村局", "商务局", "文化和旅游局", "卫生健康局", "退役军人事务局",
    "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "信访局", "城市管理局",
    "行政审批局", "国防动员办公室", "林业局", "数据局",
)
# fmt: on
_FORE, _AFT = "柳石清双白龙凤新古临青云东西南北", "湾溪桥塘坪岭河渡滩港洲埠"
_MERGED, _INTO = ("林业局", "自然资源局")
_GONE, _BORN, _RENAMED = ("商务局", "科学技术局"), "科技商务局", ("信访局", "社会工作局")


def _bodies(size: int) -> Iterator[Body]:
    """The government, its departments, towns, sub-districts, and bodies of the departments."""
    yield _body(GOVERNMENT, "县级政府本级", superior="")
    for name in _DEPARTMENTS:
        body = _body(DISTRICT + name, "政府部门")
        if name in (*_GONE, _RENAMED[0]):
            body = replace(body, dissolved=date(SECOND, 6, 30))
        if name == _MERGED:
            body = replace(body, mode=Mode.MERGED, merged_into=DISTRICT + _INTO)
        yield replace(body, mode=Mode.UNPUBLISHED) if name == "国防动员办公室" else body
    for name, before in ((_BORN, _GONE), (_RENAMED[1], _RENAMED[:1])):
        predecessors = tuple(DISTRICT + gone for gone in before)
        body = _body(DISTRICT + name, "政府部门")
        yield replace(body, predecessors=predecessors, founded=date(SECOND, 7, 1))
    yield replace(_body(f"{DISTRICT}税务局", "派出或垂管机构"), mode=Mode.ELSEWHERE)
    yield _body(f"{DISTRICT}经济开发区管理委员会", "管委会")
    left = size - len(_DEPARTMENTS) - 5
    places = [fore + aft for aft in _AFT for fore in _FORE][: left // 2]
    for number, place in enumerate(places):
        if number % 4:
            yield _body(f"{DISTRICT}{place}镇人民政府", "乡镇政府", report_name=f"{place}镇")
        else:
            yield _body(f"{DISTRICT}{place}街道办事处", "街道办事处", report_name=f"{place}街道")
    above = f"{DISTRICT}卫生健康局"
    for place in places[: left - left // 2]:
        yield _body(f"{DISTRICT}{place}卫生院", "授权组织", superior=above)


def _body(name: str, kind: str, *, report_name: str = "", superior: str = GOVERNMENT) -> Body:
    return Body(
        name=name,
        report_name=report_name,
        kind=kind,
        superior=superior,
        contact="林秋",
        phone="0000－5550000",
        deadline=date(SECOND + 1, 1, 20),
    )


# ------------------------------------------------------------------ what happens


def _roles(chance: random.Random, names: list[str], year: int) -> dict[str, str]:
    """Who plays which role; not the government, nor those whose carry-over the tests follow."""
    kept = (GOVERNMENT, *(DISTRICT + name for name in (_BORN, *_GONE, *_RENAMED)))
    free = [name for name in names if name not in kept]
    wanted = _FIRST_YEAR if year == FIRST else tuple(ROLES)
    played = [role for role in wanted for _ in range(_OFTEN.get(role, 1))]
    return dict(zip(chance.sample(free, min(len(free), len(played))), played, strict=False))


def _act(made: District, body: Body, year: int, name: str, filing: Filing | None) -> None:
    """Note what a body sends in a year, and how it stands after each run."""
    if filing is None:
        for run in RUNS:
            made.truths[year, run][body.name] = Truth(Stand.NOT_EXPECTED, None)
        return
    role = ROLES[name] if name else PROMPT
    for run, sort in role.sends:
        made.deliveries.append(Delivery(year, run, _file(body, sort), body.name, sort, filing))
    for run, stand in zip(RUNS, (role.first, role.second), strict=True):
        counts = stand is Stand.PASSED
        now = changed(filing) if (name, run) == ("resubmitted", 1) else filing
        made.truths[year, run][body.name] = Truth(stand, now if counts else None, name)


def _file(body: Body, sort: str) -> str:
    """Where the file lies: a folder a kind, its name made of the body's."""
    return f"{safe_name(body.kind)}/{safe_name(body.name)}{SORTS[sort].ending}"


# ------------------------------------------------------------------ what a body files

_EDITION = load("2021")
_COLUMNS = tuple(
    cell.rpartition(".")[2] for cell in _EDITION.typed if cell.startswith("requests.new.")
)


def _carried(body: Body, before: Mapping[str, Filing]) -> dict[str, int]:
    """What the body, or those it comes from, carried over into this year, by column."""
    sources = [before[name] for name in (body.name, *body.predecessors) if name in before]
    return {
        column: sum(int(filing.number(f"requests.carried_out.{column}") or 0) for filing in sources)
        for column in _COLUMNS
    }


def _filing(chance: random.Random, body: Body, year: int, carried: Mapping[str, int]) -> Filing:
    """A return that passes every rule."""
    cover = {
        "name": body.name,
        "report_name": body.report_name,
        "code": body.code,
        "body_kind": body.kind,
        "year": str(year),
        "site": "澜川区人民政府网站（www.lanchuan.example）",
        "address": f"{DISTRICT}澜川路{chance.randrange(1, 400)}号",
        "phone": f"0000－55{chance.randrange(10_000, 99_999)}",
        "date": f"{year + 1}-01-{chance.randrange(5, 20):02}",
    }
    quiet = body.kind == "授权组织" and not any(carried.values()) and chance.random() < 0.5
    nil = dict.fromkeys(_EDITION.form.tables, True) if quiet else {}
    figures: dict[str, Value] = {} if quiet else _figures(chance, body, carried)
    kept = {item: text for item, text in cover.items() if text}
    return Filing(_EDITION, kept, nil, figures, _texts(chance, body))


def _figures(chance: random.Random, body: Body, carried: Mapping[str, int]) -> dict[str, Value]:
    figures: dict[str, Value] = dict.fromkeys(_EDITION.typed, 0)
    busy = {"县级政府本级": 60, "授权组织": 2}.get(body.kind, 15)
    for column in _COLUMNS:
        figures |= _requests(chance, column, busy if column == _COLUMNS[0] else busy // 5, carried)
    for cell in ("normative_documents.in_force", "licensing.decisions", "penalties.decisions"):
        figures[f"disclosure.{cell}"] = chance.randrange(busy * 8)
    charged = Decimal(chance.randrange(10**7)) / 10_000
    figures["disclosure.administrative_charges.charged"] = charged if busy > 2 else 0
    for outcome in ("review_upheld", "review_corrected", "direct_upheld", "after_review_pending"):
        figures[f"cases.{outcome}"] = chance.randrange(1 + busy // 8)
    return figures


def _requests(
    chance: random.Random, column: str, busy: int, carried: Mapping[str, int]
) -> dict[str, Value]:
    """One column of table 3 in balance: what came in was dealt with or is carried over."""
    new, carried_in = chance.randrange(1 + busy), carried[column]
    carried_out = chance.randrange(1 + (new + carried_in) // 4)
    _, results = total_and_parts(_EDITION.totals[f"requests.closed.{column}"])
    dealt = chance.choices(
        results, [20, 5, *(1 for _ in results[2:])], k=new + carried_in - carried_out
    )
    rows = {"new": new, "carried_in": carried_in, "carried_out": carried_out}
    figures: dict[str, Value] = {cell: dealt.count(cell) for cell in results}
    return figures | {f"requests.{row}.{column}": number for row, number in rows.items()}


_SUBJECTS = (
    "财政预决算",
    "民生实事",
    "行政执法",
    "公共服务",
    "优化营商环境",
    "惠农补贴",
    "应急管理",
)
_SENTENCES = {
    "proactive": "围绕{subject}主动公开政府信息，回应{place}群众关切。",
    "management": "完善{subject}信息的制作、审核和归档制度，落实先审查后公开。",
    "platforms": "依托区政府网站更新{subject}栏目，由{place}专人维护。",
    "supervision": "开展{subject}公开工作考核，组织社会评议，未发生责任追究情形。",
    "shortcomings": "{subject}信息的解读形式还不够丰富，{place}的更新还不够及时。",
    "improvements": "针对上述问题，{place}制定{subject}公开清单，加强业务培训。",
}


COPIED = (
    "下一步将建立政务公开专员制度，每季度抽查栏目更新、依申请答复和政策解读质量，抽查结果纳入"
    "年度绩效考核；同时编印办理实务手册，组织业务骨干到先进地区跟班学习，逐项补齐短板。"
)
"""What every body made of others writes under 改进, word for word: 雷同. No other text is so long
that it would be compared."""


def _texts(chance: random.Random, body: Body) -> dict[str, tuple[str, ...]]:
    place = body.report_name or body.name.removeprefix(DISTRICT)
    texts = {
        item: (sentence.format(subject=chance.choice(_SUBJECTS), place=place),)
        for item, sentence in _SENTENCES.items()
    }
    return texts | ({"improvements": (COPIED,)} if body.predecessors else {})
