"""The batch on a cluster: the same answers as anywhere, though workers die in the middle.

A cluster of processes on this machine stands in for one of machines.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ledgers import contents
from returns import failing, passing, run_here, save, states

from xltools.cli import run as command
from xltools.collection.ledger.names import DIGESTS
from xltools.collection.workers.cluster import ClusterError, ClusterExecutor
from xltools.collection.workers.executor import Fate, Lost
from xltools.law.edition import Edition

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

DIES, HANGS, FAILS = 3, 7, 11

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def work(number: int) -> int:
    if number == DIES:
        os.abort()
    if number == HANGS:
        time.sleep(120)
    if number == FAILS:
        raise ValueError("text of a return")
    return number * 2


def slow(folder: str) -> int:
    """Note who works here, and take a while."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(0.1)
    return os.getpid()


@contextmanager
def cluster(workers: int) -> Generator[Any, None, None]:
    """So many workers, a process each. One that takes long to come back is not given up; a
    file may take down two of them, not four, so that the test is quicker.
    """
    terms = {
        "distributed.deploy.lost-worker-timeout": "300s",
        "distributed.scheduler.allowed-failures": 1,
    }
    with (
        dask.config.set(terms),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of two workers."""
    with cluster(2) as made:
        yield made.scheduler_address


def test_every_task_gets_one_answer_in_order(address: str) -> None:
    executor = ClusterExecutor(address, time_limit=8)
    answers = list(executor.map(work, range(16)))
    kept = {number: answer for number, answer in enumerate(answers) if not isinstance(answer, Lost)}
    assert kept == {n: n * 2 for n in range(16) if n not in (DIES, HANGS, FAILS)}
    why = {n: a.why for n, a in enumerate(answers) if isinstance(a, Lost)}
    assert why == {DIES: Fate.DIED, HANGS: Fate.TIMED_OUT, FAILS: Fate.FAULT}


def test_a_worker_killed_in_the_middle_costs_no_answer(address: str, tmp_path: Path) -> None:
    answers: list[Any] = []
    for answer in ClusterExecutor(address).map(slow, [str(tmp_path)] * 30):
        if len(answers) == 3:
            os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
        answers.append(answer)
    assert len(answers) == 30
    assert not [answer for answer in answers if isinstance(answer, Lost)]


def test_the_batch_gives_the_same_there_as_here(
    address: str, edition: Edition, tmp_path: Path
) -> None:
    folder = tmp_path / "收件"
    for number in range(4):
        save(passing(edition, name=f"测试局{number}"), folder / f"{number}.xlsx")
    save(failing(edition, name="乙"), folder / "错.xlsx")
    (folder / "空.xlsx").touch()
    there, here = tmp_path / "多机", tmp_path / "本机"
    there.mkdir()
    executor = ClusterExecutor(address, (folder, there))
    assert states(run_here(folder, there, executor=executor)) == states(run_here(folder, here))
    names, pages = set(contents(here)), (".html", ".txt")
    assert set(contents(there)) == names
    assert all(
        (there / name).read_bytes() == (here / name).read_bytes()
        for name in names
        if name.endswith(pages) and name != DIGESTS
    )


@pytest.mark.parametrize("scheduler_too", [False, True])
def test_a_cluster_that_breaks_down_is_said(
    scheduler_too: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.collection.workers.cluster._LOOK", 1)
    with cluster(1) as made:
        answers = ClusterExecutor(made.scheduler_address).map(slow, [str(tmp_path)] * 100)
        next(answers)
        made.close() if scheduler_too else made.scale(0)
        with pytest.raises(ClusterError, match=made.scheduler_address):
            list(answers)


def test_a_folder_that_the_workers_cannot_see_is_said_first(address: str, tmp_path: Path) -> None:
    executor = ClusterExecutor(address, [tmp_path / "不在"])
    with pytest.raises(ClusterError, match="不在"):
        list(executor.map(work, [1]))


@pytest.mark.parametrize("nowhere", ["tcp://127.0.0.1:1", "哪里"])
def test_no_scheduler_is_said(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.collection.workers.cluster._CONNECT", 1)
    with pytest.raises(ClusterError, match=nowhere):
        list(ClusterExecutor(nowhere).map(work, [1]))


def test_nothing_to_do_needs_no_cluster() -> None:
    assert list(ClusterExecutor("tcp://127.0.0.1:1").map(work, [])) == []


def test_the_command_says_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("xltools.collection.workers.cluster._CONNECT", 1)
    (tmp_path / "收件").mkdir()
    (tmp_path / "收件" / "空.xlsx").touch()
    given = ["batch", str(tmp_path / "收件"), "-o", str(tmp_path / "结果")]
    assert command([*given, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "tcp://127.0.0.1:1" in capsys.readouterr().err
