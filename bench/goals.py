"""The bars of `goals.toml`, and who clears them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure

FILE = Path(__file__).with_name("goals.toml")


@dataclass(frozen=True, slots=True)
class Goal:
    """A bar for one figure. `stretch` is where it should go one day."""

    figure: str
    is_most: bool
    must: float
    stretch: float | None

    def verdict(self, figure: Figure) -> str:
        """PASS, FAIL, or NOISY where the machine was too busy to judge."""
        if figure.is_noisy:
            return "NOISY"
        return "PASS" if (figure.value <= self.must if self.is_most else figure.value >= self.must) else "FAIL"

    def bar(self) -> str:
        """The bar in words."""
        stretch = f", stretch {self.stretch:g}" if self.stretch is not None else ""
        return f"{'at most' if self.is_most else 'at least'} {self.must:g}{stretch}"


def goals() -> Iterator[Goal]:
    """All bars, in the file's order."""
    for page, bars in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for name, bar in bars.items():
            is_most = "at_most" in bar
            must = bar["at_most"] if is_most else bar["at_least"]
            yield Goal(f"{page}.{name}", is_most, must, bar.get("stretch"))


def judge(figures: Mapping[str, Figure]) -> bool:
    """Print each bar with what was reached; the last line is the tally. Whether none failed."""
    verdicts = []
    for goal in goals():
        if goal.figure not in figures:
            continue
        figure = figures[goal.figure]
        verdicts.append(goal.verdict(figure))
        span = f" ({figure.low:.2f}..{figure.high:.2f})" if figure.low != figure.high else ""
        print(f"{verdicts[-1]:5} {goal.figure:28} {figure.value:9.2f}{span:18} {goal.bar()}")
    noisy = verdicts.count("NOISY")
    if noisy:
        print(f"{noisy} not judged: other processes used the machine. Run it again when it is quiet.")
    print(f"{verdicts.count('PASS')} passed, {verdicts.count('FAIL')} failed")
    return "FAIL" not in verdicts
