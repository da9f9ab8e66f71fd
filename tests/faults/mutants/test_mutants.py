"""The harness must see: each patch still fits the code, and what changes nothing is not called killed."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.mutants.__main__ import as_document, in_words
from tests.faults.mutants.harness import Fate, Harness, Mutant, Verdict
from tests.faults.mutants.killing import Killer, Run, apply, copied
from tests.faults.mutants.table import MUTANTS, PATCHES

ROOT = Path(__file__).parents[3]
SUMS = "def total(*numbers: int) -> int:\n    return sum(numbers)\n"
TESTS = "from sums import total\n\n\ndef test_two_and_two() -> None:\n    assert total(2, 2) == 4\n"
TINY = Killer(("pytest", "-p", "no:cacheprovider", "-q"), 60)

Judge = Callable[..., Fate]


def test_there_are_twenty_each_with_a_patch_of_its_own() -> None:
    assert [mutant.number for mutant in MUTANTS] == list(range(1, 21))
    assert {mutant.patch for mutant in MUTANTS} == set(PATCHES.glob("*.patch"))
    assert all(mutant.killers for mutant in MUTANTS)


def test_every_patch_fits_the_code_as_it_is() -> None:
    with copied(ROOT) as copy:
        for mutant in MUTANTS:
            apply(mutant.patch, copy, only_look=True)


def test_every_killer_names_tests_that_are_there() -> None:
    named = {word.partition("::") for one in MUTANTS for killer in one.killers for word in killer.arguments}
    there = {file: (ROOT / file).read_text() for file, _, _ in named if file.endswith(".py")}

    assert there
    assert [test for file, _, test in named if test and f"def {test.partition('[')[0]}(" not in there[file]] == []


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """What becomes of a small program when one of its lines is another."""
    program = tmp_path / "program"
    program.mkdir()
    (program / "sums.py").write_text(SUMS)
    (program / "test_sums.py").write_text(TESTS)
    subprocess.run(["git", "init", "--quiet"], cwd=program, check=True)
    subprocess.run(["git", "add", "."], cwd=program, check=True)
    harness = Harness(program)

    def judged(old: str, new: str, killer: Killer = TINY, *, hangs: bool = False) -> Fate:
        patch = tmp_path / "99-a-line.patch"
        patch.write_text(
            "--- a/sums.py\n+++ b/sums.py\n@@ -1,2 +1,2 @@\n"
            f" def total(*numbers: int) -> int:\n-    {old}\n+    {new}\n"
        )
        return harness.fate_of(Mutant(99, "sums", patch, (killer,), hangs))

    return judged


def test_what_turns_a_test_red_is_killed_and_the_checkout_is_as_it_was(judge: Judge, tmp_path: Path) -> None:
    fate = judge("return sum(numbers)", "return sum(numbers) + 1")

    assert (fate.verdict, fate.killer) == (Verdict.KILLED, TINY)
    assert (tmp_path / "program" / "sums.py").read_text() == SUMS


def test_what_changes_nothing_that_matters_survives(judge: Judge) -> None:
    assert judge("return sum(numbers)", "return sum(numbers)  # of all").verdict is Verdict.SURVIVED


def test_a_patch_that_does_not_fit_is_an_error_that_names_it(judge: Judge) -> None:
    fate = judge("return max(numbers)", "return min(numbers)")

    assert fate.verdict is Verdict.ERROR
    assert "99-a-line.patch" in fate.told


def test_a_program_that_cannot_even_be_imported_proves_nothing(judge: Judge) -> None:
    assert judge("return sum(numbers)", "return sum(").verdict is Verdict.ERROR


@pytest.mark.parametrize("arguments", [("pytest", "-q", "no_such_test.py"), ("pytest", "-q", "-k", "nothing")])
def test_a_killer_that_is_not_green_by_itself_proves_nothing(judge: Judge, arguments: tuple[str, ...]) -> None:
    fate = judge("return sum(numbers)", "return 5", Killer(arguments, 60))

    assert fate.verdict is Verdict.ERROR
    assert "on the code as it is" in fate.told


@pytest.mark.parametrize(("hangs", "verdict"), [(True, Verdict.KILLED), (False, Verdict.SURVIVED)])
def test_a_run_without_end_is_a_kill_only_where_that_is_what_the_bug_looks_like(
    judge: Judge, hangs: bool, verdict: Verdict
) -> None:
    for_ever = "return __import__('time').sleep(600) or 4"

    fate = judge("return sum(numbers)", for_ever, Killer(TINY.arguments, 5), hangs=hangs)

    assert fate.verdict is verdict


def test_the_report_says_who_killed_what(tmp_path: Path) -> None:
    mutant = Mutant(99, "sums", tmp_path / "99-a-line.patch", (TINY,))
    killed = Fate(mutant, Verdict.KILLED, "exit 1", TINY, 1.0)
    survived = Fate(mutant, Verdict.SURVIVED, "exit 0", seconds=1.0)

    in_short = in_words([killed, survived], {TINY: Run(0, 1.0, "")})
    document = as_document([killed, survived], {TINY: Run(0, 1.0, "")})

    assert "1 of 2 killed" in in_short
    assert f"| 99 | sums | killed | `{TINY}` |" in in_short
    assert "| 99 | sums | survived |" in in_short
    assert [one["verdict"] for one in document["mutants"]] == ["killed", "survived"]
    assert json.loads(json.dumps(document)) == document
