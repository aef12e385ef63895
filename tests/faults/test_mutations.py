"""Every line that `make mutants` takes out still stands where it is looked for, and what notices it exists."""

import pytest

from tests.faults.mutants import mutated
from tests.faults.mutation import Mutation
from tests.faults.mutations import MUTATIONS
from tests.faults.schedules import parse
from tests.faults.scripts import MODES, SCRIPTS
from tests.meta.sources import ROOT


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_the_line_is_there_and_the_code_without_it_compiles(mutation: Mutation) -> None:
    text = (ROOT / "tmcard" / mutation.file).read_text(encoding="utf-8")
    assert mutated(text, mutation) != text


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_what_notices_it_exists(mutation: Mutation) -> None:
    for check in mutation.seen_by:
        if check.startswith("tests/"):
            assert (ROOT / check).is_file()
        else:
            assert parse(check).script in SCRIPTS
            assert parse(check).mode in MODES


def test_there_are_enough_of_them_under_different_names() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 25
