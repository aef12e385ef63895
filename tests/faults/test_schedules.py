"""A share of all schedules, taken evenly, with every undisturbed script: `make faults` plays them all."""

import pytest

from tests.faults.__main__ import main

SHARE = 1000


@pytest.mark.timeout(1200)
def test_a_share_of_the_schedules_breaks_no_invariant() -> None:
    assert main(["--n", str(SHARE)]) == 0


@pytest.mark.parametrize(
    "line",
    [
        "pay-redirect,kill=after:capture_call.1,kill=after:capture_call.2",
        "pay-redirect,gone,kill=after:capture_begun.1,fault=capture.1.twice:timeout_with_effect",
        "tab-closed,mode=ignores-transaction-id,kill=after:top_up_call.1,fault=topup.1.timeout_with_effect",
    ],
)
def test_a_failure_is_played_again_by_its_line(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--jobs", "1", "--replay", line]) == 0
    assert line in capsys.readouterr().out
