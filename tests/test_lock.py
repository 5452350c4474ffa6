"""The lock file holds a version of everything that pyproject.toml asks for, and no host."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from xltools.addin.bundle import OURS

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([\w.-]+)==([\w.+]+)", LOCK, re.MULTILINE))


def _asked_for() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for asked in (project["dependencies"], *extras):
        yield from (text for text in asked if not text.startswith(f"{OURS}["))


@pytest.mark.parametrize("asked", list(_asked_for()))
def test_what_is_asked_for_is_locked_at_a_version_that_will_do(asked: str) -> None:
    requirement = Requirement(asked)
    assert LOCKED[canonicalize_name(requirement.name)] in requirement.specifier


def test_every_file_has_a_digest_and_no_host_is_named() -> None:
    for pinned in re.split(r"\n(?=\w)", LOCK)[1:]:
        assert "--hash=sha256:" in pinned
    assert "://" not in LOCK
