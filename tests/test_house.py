"""The house: which room looks at which, and that nothing is said or placed twice.

H1  the arrows of docs/architecture.md, inside parted rooms too, type-only imports included
H2  no circle of imports
H3  a foreign library is met in the rooms that need it, and nowhere else
H4  no address of the return workbook outside layout/
H5  a user's sentence stands in messages; what else is Chinese is listed here with its reason
H6  every code said exists with its context, and every sentence is said
H7  a label of the form stands in the form only
H8  no file, no function and no folder grows beyond its limit
H9  a name means one thing: no two modules call a class or a type alike
H10 what test files share stands in a module of its own
"""

from __future__ import annotations

import ast
import re
import string
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from sources import PACKAGE, Source, room_of, sources

from xltools.law.edition import EDITIONS, load
from xltools.law.form import Form
from xltools.law.grid import places_of

# ------------------------------------------------------------------ H1, H2, H3

LOOKS_AT: dict[str, set[str]] = {
    "law": set(),
    "messages": set(),
    "platform": {"messages"},
    "filing": {"law", "messages"},
    "layout": {"law"},
    "checks": {"filing", "law", "messages", "platform"},
    "template": {"layout", "filing", "law", "messages", "platform"},
    "reader": {"layout", "filing", "law", "messages", "platform"},
    "report": {"filing", "law", "messages", "platform"},
    "published": {"report", "reader", "layout", "filing", "law", "messages", "platform"},
}
LOOKS_AT["examination"] = {*LOOKS_AT} - {"template"}
LOOKS_AT["ribbon"] = {*LOOKS_AT} - {"template"}
LOOKS_AT["collection"] = {*LOOKS_AT} - {"ribbon"}
LOOKS_AT["browser"] = {*LOOKS_AT} - {"collection"}
for _shell in ("demo", "addin", "api", "cli"):
    LOOKS_AT[_shell] = {*LOOKS_AT} - {"demo", "addin", "api", "browser"}
LOOKS_AT["wps"] = {*LOOKS_AT["browser"], "browser"}
LOOKS_AT["cli"] |= {"demo", "addin", "browser", "wps"}
for _room in [*LOOKS_AT]:
    LOOKS_AT[_room] |= {"errors", "version"}
LOOKS_AT.update({"errors": set(), "version": set(), "": {"api", "version"}})
"""Each room and all that it may see: the arrows and what stands below them."""

WITHIN_COLLECTION: dict[str, set[str]] = {
    "tables": {"workers"},
    "workers": set(),
    "register": {"tables"},
    "ledger": {"register"},
    "standing": {"ledger", "register"},
    "shelf": {"ledger", "register", "standing"},
    "distribution": {"ledger", "register", "standing", "tables", "workers"},
    "total": {"register"},
    "analysis": {"register", "situation", "tables", "total"},
    "drafting": {"analysis", "tables", "total"},
    "situation": {"register", "standing", "tables"},
    "publication": {"ledger", "register", "shelf", "situation", "standing", "tables"},
    "outgoing": {"situation", "ledger", "register", "shelf", "standing", "tables", "workers"},
    "ledger_book": {"ledger", "outgoing", "register", "shelf", "situation", "standing", "tables"},
}
WITHIN_COLLECTION["batch"] = {*WITHIN_COLLECTION} - {"total", "analysis", "drafting"}
WITHIN_COLLECTION["district"] = {
    *("analysis", "drafting", "ledger", "register", "situation", "standing", "tables", "total")
}

WITHIN_CHECKS: dict[str, set[str]] = {
    "data": set(),
    "text": {"data"},
    "check": {"text"},
    "stated_figures": {"check", "data", "text"},
    "wording": {"check", "data", "text"},
    "whole_return": {"check", "data", "text"},
    "alike": {"check", "data", "text"},
    "catalogue": {"data"},
}

WITHIN_TEMPLATE: dict[str, set[str]] = {
    "formulas": set(),
    "sheets": {"formulas"},
    "pack": set(),
    "build": {"formulas", "pack", "sheets"},
    "pour": {"build", "sheets"},
}

WITHIN_READER: dict[str, set[str]] = {
    "telling": set(),
    "opening": {"telling"},
    "cells": {"opening", "telling"},
    "form": {"cells", "telling"},
    "changed_form": {"cells", "opening", "telling"},
    "returned": {"cells", "changed_form", "form", "opening", "telling"},
    "any_book": {"cells", "opening", "returned", "telling"},
}

WITHIN_PUBLISHED: dict[str, set[str]] = {
    "data": set(),
    "documents": {"data"},
    "tables": {"data", "documents"},
    "texts": {"data", "documents", "tables"},
    "ours": {"documents", "tables", "texts"},
    "comparison": {"documents", "ours", "tables", "texts"},
    "as_return": {"comparison", "data", "documents", "ours", "tables", "texts"},
}

PARTED = {
    "collection": WITHIN_COLLECTION,
    "checks": WITHIN_CHECKS,
    "template": WITHIN_TEMPLATE,
    "reader": WITHIN_READER,
    "published": WITHIN_PUBLISHED,
}
"""The rooms that are parted: each part and which of its neighbours it may see."""

FOREIGN = {
    "checks": {"rapidfuzz", "rensa"},
    "template": {"openpyxl", "formualizer"},
    "reader": {"python_calamine"},
    "report": {"jinja2", "markupsafe", "docxtpl", "lxml"},
    "published": {"lxml", "rapidfuzz", "pdfplumber", "pdfminer"},
    "examination": {"rich", "jinja2", "markupsafe"},
    "collection": {"openpyxl", "jinja2", "pebble", "distributed"},
    "addin": {"xlwings", "pyopenvba", "markdown_it"},
    "cli": {"typer", "click", "rich"},
    "platform": {"psutil"},
}
"""The libraries a room may use beside the standard one; a room not named uses none."""


def test_h1_no_room_looks_where_it_may_not() -> None:
    wrong = [
        f"{source.name} imports {imported}"
        for source in sources()
        for imported in source.imports
        if imported.startswith("xltools.")
        and room_of(imported) not in (source.room, *LOOKS_AT[source.room])
    ]
    assert wrong == []


@pytest.mark.parametrize("room", PARTED)
def test_h1_no_part_of_a_room_looks_where_it_may_not(room: str) -> None:
    def part(module: str) -> str:
        return module.split(".")[2]

    within, inside = PARTED[room], f"xltools.{room}."
    wrong = [
        f"{source.name} imports {imported}"
        for source in sources()
        if source.module.startswith(inside)
        for imported in source.imports
        if imported.startswith(inside)
        and part(imported) not in (part(source.module), *within[part(source.module)])
    ]
    assert wrong == []


def test_h1_every_room_says_what_it_is_for() -> None:
    silent = [
        s.name for s in sources() if s.path.name == "__init__.py" and not ast.get_docstring(s.tree)
    ]
    assert silent == []


def test_h1_nothing_is_imported_by_a_name_made_at_run_time() -> None:
    made = {"import_module", "__import__"}
    assert [source.name for source in sources() for name, _ in source.calls if name in made] == []


def test_h2_no_circle_of_imports() -> None:
    graph = {
        source.module: {name for name in source.imports if name.startswith("xltools")}
        for source in sources()
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(f"circle: {' → '.join(error.args[1])}") from None


def test_h3_foreign_libraries_stay_in_their_rooms() -> None:
    wrong = [
        f"{source.name} imports {imported}"
        for source in sources()
        for imported in source.imports
        if (library := imported.partition(".")[0]) not in (*sys.stdlib_module_names, "xltools")
        and library not in FOREIGN.get(source.room, ())
    ]
    assert wrong == []


# ------------------------------------------------------------------ H4

_ONE = r"\$?[A-Z]{1,3}\$?[1-9]\d*"
_ADDRESS = re.compile(
    rf"^{_ONE}(:{_ONE})?$|!{_ONE}|\$[A-Z]{{1,3}}\$[1-9]|(?<![\w-]){_ONE}:{_ONE}(?!\w)"
)

OFFICE_BOOKS = {"collection/tables/writer.py": "the office's own tables are not the return"}
"""Modules that lay out another workbook than the return."""


def _placed_by_number(source: Source) -> Iterator[int]:
    """Lines where a cell is named by two written numbers."""
    for name, call in source.calls:
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        numbers = [
            item for item in given if isinstance(item, ast.Constant) and type(item.value) is int
        ]
        if name in ("cell", "Spot") and len(numbers) > 1:
            yield call.lineno


def test_h4_no_address_of_the_return_workbook_outside_the_layout() -> None:
    elsewhere = [s for s in sources() if s.room != "layout" and s.name not in OFFICE_BOOKS]
    written = [
        f"{source.name}:{line} {text}"
        for source in elsewhere
        for line, text in source.texts
        if _ADDRESS.search(text)
    ]
    numbered = [
        f"{source.name}:{line}" for source in elsewhere for line in _placed_by_number(source)
    ]
    assert written + numbered == []


def _formulas_in(source: Source) -> Iterator[int]:
    inside = {id(part) for node in ast.walk(source.tree) for part in _parts_of(node)[1:]}
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=str(text)) if text.startswith("=") and id(node) not in inside:
                yield node.lineno
            case _:
                pass


def _parts_of(node: ast.AST) -> list[ast.expr]:
    return node.values if isinstance(node, ast.JoinedStr) else []


def test_h4_formulas_of_the_return_workbook_are_written_in_one_part() -> None:
    rooms = [s for s in sources() if s.room == "template"]
    written = {s.name for s in rooms if any(_formulas_in(s))}
    assert {name for name in written if not name.startswith("template/formulas/")} == set()
    assert {"template/formulas/rules.py", "template/formulas/states.py"} <= written


# ------------------------------------------------------------------ H5

_HAN = re.compile("[\u4e00-\u9fff]")

CHINESE_IN_CODE: dict[str, tuple[str, set[str]]] = {
    "layout/return_book.py": (
        "sheet names, and a place as people read it",
        {"封面", "校验", "送审稿", "上年情况", "填报口径", "!第", "行（", "列（", "的注"},
    ),
    "law/words.py": (
        "what joins a claim's labels; law stands below messages",
        {"应为", "，均", "，相差", "，不是", "的整数倍", "上年度"},
    ),
    "template/sheets/style.py": ("names of fonts", {"宋体", "黑体"}),
    "collection/ledger/facts.py": (
        "what version 0.1.0 kept for a choice",
        {"是", "否", "代填", "认可", "不认可"},
    ),
    "collection/ledger/names.py": (
        "names of folders and files",
        {
            *("旧", "修改单", "更正说明", "转录", "催报", "台账.xlsx", "台账.sqlite"),
            "报送情况.html",
            *("催报.xlsx", "催报/上次催报.xlsx", "-结果"),
            *("发布包", "待说明-暂不发布", "不公开", "发布包/报告目录.html", "发布包/SHA256.txt"),
            "催报/尚未公开.txt",
        },
    ),
    "collection/tables/which_book.py": (
        "names of the ledger's sheets",
        {"今日要办", "收件", "各单位", "变动清单", "问题清单", "提示", "雷同"},
    ),
    "collection/register/matching.py": (
        "how people write a year into a file's name",
        {r"(?:19|20)\d\d(?:年(?!报)度?)?"},
    ),
    "reader/form/cover.py": (
        "how people write dates",
        {
            r"(\d{4})(?:年度?)?",
            r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?|(\d{4})(\d{2})(\d{2})",
        },
    ),
    "published/tables/labels.py": (
        "how people number the rows of a table",
        {r"\A(?:\(?[一二三四五六七八九十]+[)、.,]|\(?\d{1,2}[)、.,]?(?=\D))"},
    ),
    "reader/cells/seen.py": (
        "what in a number format changes the number",
        {r"[\d０-９零〇一二三四五六七八九十百千万亿%‰]"},
    ),
    "filing/wording.py": (
        "how people number paragraphs, and the characters that radicals look like",
        {
            r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+\s*",
            "民西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        },
    ),
}


def test_h5_no_sentence_for_a_user_stands_in_the_code() -> None:
    wrong = [
        f"{source.name}:{line} {text}"
        for source in sources()
        for line, text in source.texts
        if _HAN.search(text) and text not in CHINESE_IN_CODE.get(source.name, ("", ()))[1]
    ]
    assert wrong == []


def test_h5_every_exception_is_still_needed() -> None:
    stale = {
        f"{name}: {text}"
        for name, (_, texts) in CHINESE_IN_CODE.items()
        for text in texts - {text for s in sources() if s.name == name for _, text in s.texts}
    }
    assert stale == set()


# ------------------------------------------------------------------ H6


def _codes() -> dict[str, str]:
    """Every sentence by its code; each code once over all files."""
    codes: list[tuple[str, str]] = []
    for file in sorted((PACKAGE / "messages" / "zh_CN").iterdir()):
        groups = tomllib.loads(file.read_text(encoding="utf-8"))
        codes += [
            (f"{g}.{name}", text) for g, texts in groups.items() for name, text in texts.items()
        ]
    twice = [code for code, times in Counter(code for code, _ in codes).items() if times > 1]
    assert twice == []
    return dict(codes)


def _said() -> Iterator[tuple[Source, ast.Call]]:
    for source in sources():
        if source.room != "messages":
            yield from ((source, call) for name, call in source.calls if name == "say")


def _pattern(text: ast.JoinedStr) -> str:
    """An f-string as a regular expression: what is put in may be anything."""
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
        for part in text.values
    )
    return "".join(parts)


def _matches(code: ast.JoinedStr, codes: Iterable[str]) -> bool:
    return any(re.fullmatch(_pattern(code), known) for known in codes)


def test_h6_every_code_that_is_said_exists_and_gets_its_context() -> None:
    codes = _codes()
    wrong: list[str] = []
    for source, call in _said():
        code = call.args[0]
        if isinstance(code, ast.Constant):
            sentence = codes.get(str(code.value))
            given = {keyword.arg for keyword in call.keywords}
            wanted = {name for _, name, _, _ in string.Formatter().parse(sentence or "") if name}
            if sentence is None or (None not in given and not wanted <= given):
                wrong.append(f"{source.name}:{call.lineno} {code.value} {sorted(wanted)}")
        elif isinstance(code, ast.JoinedStr) and not _matches(code, codes):
            wrong.append(f"{source.name}:{call.lineno} {ast.unparse(code)}")
    assert wrong == []


def test_h6_every_sentence_is_said_somewhere() -> None:
    """Its code stands in the code, or an f-string makes it of numbers and texts that do."""
    texts = {text for source in sources() for _, text in source.texts}
    patterns = {
        re.compile(_pattern(node))
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.JoinedStr)
    }

    def made(code: str) -> bool:
        matches = (pattern.fullmatch(code) for pattern in patterns)
        fillings = (match.groups() for match in matches if match and match.groups())
        return any(all(f in texts or f.isdigit() for f in filling) for filling in fillings)

    codes = _codes()
    said = {code for code in codes if code in texts or made(code)}
    said |= {code for code in codes if code.removesuffix("_remedy") in said}
    assert [code for code in codes if code not in said] == []


# ------------------------------------------------------------------ H7

_LONG_ENOUGH = 4
"""Shorter labels, such as 总计 or 其他, are everyday words."""


def _labels(form: Form) -> Iterator[str]:
    yield from (field.label for field in form.cover)
    for section in form.sections:
        yield section.title
        yield from (text.label for text in section.narratives)
        for table in section.tables:
            yield from (placed.text for placed in places_of(table))


def test_h7_labels_of_the_form_stand_in_the_form_only() -> None:
    labels = {
        label
        for edition in EDITIONS
        for label in _labels(load(edition).form)
        if len(label) >= _LONG_ENOUGH
    }
    texts = [(f"{s.name}:{line}", text) for s in sources() for line, text in s.texts]
    for ending in ("*.html", "*.xml", "*.jinja*", "*.j2"):
        texts += [(path.name, path.read_text(encoding="utf-8")) for path in PACKAGE.rglob(ending)]
    wrong = [f"{where}: {label}" for where, text in texts for label in labels if label in text]
    assert wrong == []


# ------------------------------------------------------------------ H8

LONGEST_FILE, LONGEST_FUNCTION, MOST_FILES = 400, 45, 12
"""Lines of a file, lines of a function, modules in one part of a room."""


def test_h8_no_file_is_too_long() -> None:
    lines = {s.name: len(s.path.read_text(encoding="utf-8").splitlines()) for s in sources()}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_h8_no_function_is_too_long() -> None:
    def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        return (node.end_lineno or node.lineno) - node.lineno + 1

    functions = [
        (f"{source.name}:{node.lineno} {node.name}", lines(node))
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [where for where, count in functions if count > LONGEST_FUNCTION] == []


def test_h8_no_part_of_a_room_holds_too_much() -> None:
    inside = Counter(
        f"{source.room}/{source.path.parent.name}"
        for source in sources()
        if source.path.parent.parent.name in PARTED
    )
    assert {part: count for part, count in inside.items() if count > MOST_FILES} == {}


# ------------------------------------------------------------------ H9


def _types(source: Source) -> Iterator[str]:
    """The public classes and type aliases of a module; a type variable is no name of a thing."""
    for node in source.tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript()):
                yield name
            case _:
                pass


def test_h9_a_class_or_type_is_defined_once() -> None:
    places: dict[str, set[str]] = {}
    for source in sources():
        for name in _types(source):
            if not name.startswith("_"):
                places.setdefault(name, set()).add(source.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


DOORS = ("api.", "cli/", "addin/macros.", "browser/judge.", "browser/pressed.", "ribbon/pressed.")
"""What is called from outside: each offers by the same word what stands behind it."""
ALIKE = {"findings_in": "of each family of checks", "run": "all that a command does"}


def test_h9_a_function_s_name_means_one_thing() -> None:
    places: dict[str, set[str]] = {}
    for source in sources():
        if not source.name.startswith(DOORS):
            for node in source.tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, set()).add(source.name)
    found = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: where for name, where in found.items() if name not in ALIKE} == {}
    assert found.keys() >= ALIKE.keys()


# ------------------------------------------------------------------ H10


def test_h10_no_test_file_imports_another() -> None:
    files = sorted(Path(__file__).parent.glob("*.py"))
    wrong = [
        f"{file.name} imports {node.module}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("test_")
    ]
    assert wrong == []
