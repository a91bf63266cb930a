"""Faults planted at random places of the real handbook, with a fixed seed: a sample of `./scripts/bench faults`."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Original
from figures import tell

from handbook.bench.fault_generator import OPERATORS, TUNED, Operator, faults, generated, read_operators
from handbook.bench.fault_records import Planted, edits_of, read_sets
from handbook.bench.faults import first_finding
from handbook.core.findings import HandbookError
from handbook.core.project import ROOT, Project

PROJECT = Project.at(ROOT)
KNOWN = read_operators(PROJECT, TUNED)
STRANGE = read_operators(PROJECT, OPERATORS)
ALL: dict[str, Operator] = {f"tuned: {kind.name}": kind for kind in KNOWN.kinds}
ALL |= {f"generated: {kind.name}": kind for kind in STRANGE.kinds}
STEP = 4
"""Every fourth tuned fault is planted here, all of them by the bench."""
PARTS = 6
"""So many tests plant them, so that every worker has its share."""


def found_of(planted: list[Planted], real: Original, folder: Path) -> tuple[list[Planted], str]:
    """The missed ones, and a line that says how many were found."""
    missed = []
    for number, fault in enumerate(planted):
        edits = list(edits_of(real.root, fault))
        if first_finding(real, folder / str(number), fault, edits) is None:
            missed.append(fault)
    return missed, f"{len(planted) - len(missed)} of {len(planted)} found"


def kind_of(fault: Planted) -> str:
    return fault.id.rpartition(" ")[0]


@pytest.mark.long(20)
@pytest.mark.parametrize("part", range(PARTS))
def test_nearly_all_known_faults_are_found(part: int, real: Original, run_folder: Path, tmp_path: Path) -> None:
    """One fault may be missed that nobody has excused, in all parts together: the last part to end sees them all."""
    planted = generated(real.root, KNOWN)
    assert len(planted) >= 200 and len(KNOWN.kinds) >= 60
    missed, said = found_of(planted[::STEP][part::PARTS], real, tmp_path)
    tell(f"mutations-{part}", f"tuned faults, every fourth, part {part + 1} of {PARTS}: {said}\n")
    excused = {row.kind for row in KNOWN.misses}
    unknown = "".join(f"{fault}\n" for fault in missed if kind_of(fault) not in excused)
    (run_folder / f"missed-{part}.txt").write_text(unknown, "utf-8")
    unknown = "".join(path.read_text("utf-8") for path in run_folder.glob("missed-*.txt"))
    assert unknown.count("\n") <= 1, f"name them under `misses` with the reason:\n{unknown}"


@pytest.mark.long(30)
def test_a_fault_of_each_sixth_operator_is_planted(real: Original, tmp_path: Path) -> None:
    """That the operators work is what counts here: how many are found is told, and measured by the bench."""
    planted = [fault for operator in STRANGE.kinds[::6] for fault in faults(real.root, operator, 1)]
    missed, said = found_of(planted, real, tmp_path)
    tell("mutations-generated", f"generated faults, one of each sixth operator: {said}\n")
    assert len(planted) >= 15 and len(missed) < len(planted) / 2, [str(fault) for fault in missed]


@pytest.mark.parametrize("name", ALL)
def test_every_operator_finds_its_places(name: str, real: Original) -> None:
    """Sheets and headers are not among the unfinished pages."""
    operator = ALL[name]
    if not operator.files.startswith(("site/handouts", "site/_headers", "site/assets/scripts/search-index")):
        planted = faults(real.root, operator, operator.count or 1)
        assert len(planted) >= (operator.count or 1)


def test_the_generator_is_large_and_does_the_same_again(real: Original) -> None:
    planted = generated(real.root, STRANGE)
    assert len(STRANGE.kinds) >= 60 and len(planted) >= 600
    assert [str(fault) for fault in planted] == [str(fault) for fault in generated(real.root, STRANGE)]


def test_the_sets_can_be_read_and_are_as_they_were_frozen() -> None:
    for name, planted in read_sets(PROJECT, []).items():
        assert planted, name


def test_a_set_that_was_changed_after_it_was_frozen_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- {id: A1, file: a.md, kind: gone, languages: one}\n", "utf-8")
    assert read_sets(PROJECT, [str(tmp_path / "a.yml")])
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  a.yml\n", "utf-8")
    with pytest.raises(HandbookError, match="not as it was frozen"):
        read_sets(PROJECT, [str(tmp_path / "a.yml")])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"file": "docs/en/stitch.md", "old": "no such words"}, "does not hold 'no such words'"),
        ({"file": "docs/en/none.md", "old": "a"}, "docs/en/none.md is not there"),
        ({"file": "../outside.md", "old": "a"}, "is outside the handbook"),
        ({"file": "docs/en/stitch.md", "pdf": {"language": "de"}}, "is no PDF"),
    ],
)
def test_what_does_not_fit_is_said(fault: dict[str, object], said: str) -> None:
    planted = Planted.model_validate({"id": "A1", "kind": "k", "languages": "one", **fault})
    with pytest.raises(HandbookError, match=said):
        list(edits_of(ROOT, planted))
