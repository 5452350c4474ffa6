"""The package's own sources, as syntax trees: what the tests of the house walk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "xltools"


@dataclass(frozen=True)
class Source:
    """One module of the package."""

    path: Path

    @property
    def name(self) -> str:
        """`template/cover.py`."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def module(self) -> str:
        """`xltools.template.sheets.cover`."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    @property
    def room(self) -> str:
        """`template`; the package's own `__init__` has none."""
        return {"__main__": "cli"}.get(room := _room(self.module), room)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Every module it imports, inside functions and for types only included."""
        return tuple(dict.fromkeys(self._imports()))

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    yield from (name.name for name in names)
                case ast.ImportFrom(module=module, names=names, level=0) if module:
                    for name in names:
                        whole = f"{module}.{name.name}"
                        yield whole if whole in modules() else module
                case ast.ImportFrom():
                    raise AssertionError(f"{self.name}: imports are written from the package down")
                case _:
                    pass

    @cached_property
    def texts(self) -> tuple[tuple[int, str], ...]:
        """Every string with its line; docstrings are for developers and left out."""
        docs = {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        return tuple(
            (node.lineno, node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
        )

    @property
    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last name of what is called: `say`, `cell`, `Spot`."""
        for node in ast.walk(self.tree):
            match node:
                case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                    yield name, node
                case _:
                    pass


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def room_of(module: str) -> str:
    """The room of one of our modules."""
    return _room(module)


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the package."""
    return tuple(Source(path) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def modules() -> frozenset[str]:
    """Every module's full name."""
    return frozenset(source.module for source in sources())
