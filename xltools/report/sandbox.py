"""Where a house's own templates run: they reach nothing of the program, and come to an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_STEPS = 1_000_000
"""Turns of loops and calls in one rendering; a report of ours takes a few thousand."""
_LARGEST_PRODUCT = 100_000
_COUNTED = "counted"


class TooManySteps(RuntimeError):
    """A template goes on and on."""


class _Counting(CodeGenerator):
    """Has every loop of a template counted."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        """Put our filter around what each loop goes through."""
        for loop in node.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        super().visit_Template(node, frame)


class _Template(jinja2.Template):
    environment: Sandbox  # pyright: ignore[reportIncompatibleVariableOverride]

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Each rendering has its own count."""
        self.environment.steps = _MOST_STEPS
        return super().render(*args, **kwargs)  # pyright: ignore[reportUnknownMemberType]


class Sandbox(ImmutableSandboxedEnvironment):
    """Compiles templates that come from outside."""

    code_generator_class = _Counting
    template_class = _Template
    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, loader: jinja2.BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
        )
        self.steps = _MOST_STEPS
        filters: dict[str, Any] = self.filters
        filters[_COUNTED] = self._counted

    def _counted(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self._step()
            yield item

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise TooManySteps

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """A call of a macro may call others, without any loop."""
        self._step()
        return super().call(*args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A product, unless it is so long or large that one step takes for ever."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or not numbers:
            sizes = [side if isinstance(side, int | float) else len(side) for side in (left, right)]
            if max(map(abs, sizes)) > _LARGEST_PRODUCT or sizes[0] * sizes[1] > _LARGEST_PRODUCT:
                raise TooManySteps
        return super().call_binop(context, operator, left, right)
