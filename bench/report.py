"""The figures of a run, worked out and printed."""

from bench import figures
from bench.figures import Figure
from bench.floors.running import CONSTANT
from bench.rounds import Rounds
from bench.site import Site
from bench.wire import page_bytes, visit_bytes

#: What bare Flask sends instead, where it is not the page itself.
BARE = {**{page: f"bare {page}" for page in CONSTANT}, "poll": "bare remaining"}
SLOT = ("rate", "p50_ms", "p99_ms", "tail", "cpu_ms")
#: First visits lead to one of these.
DOORS = ("sign_in", "dashboard")


def work_out(rounds: Rounds, site: Site) -> dict[str, Figure]:
    """Every figure by its name, as the bars name them."""
    found: dict[str, Figure] = {}
    for page in site.pages:
        bare = BARE[page]
        found |= {f"{page}.{what}": figures.of(rounds, page, what) for what in SLOT}
        found[f"{page}.rate_of_bare"] = figures.ratio(rounds, page, bare, "rate")
        found[f"{page}.cpu_of_bare"] = figures.ratio(rounds, page, bare, "cpu_ms")
        for floor in ("plain", "usual"):
            found[f"{page}.cpu_of_{floor}"] = figures.ratio(rounds, page, floor, "cpu_ms")
            found[f"{page}.rate_of_{floor}"] = figures.ratio(rounds, page, floor, "rate")
        found[f"{page}.statements"] = figures.exact(site.statements(page))
        found[f"{page}.bytes"] = figures.exact(page_bytes(site.server.port, site.pages[page][0]))
    for floor in ("plain", "usual", "bare dashboard"):
        found |= {f"{floor}.{what}": figures.of(rounds, floor, what) for what in SLOT}
    if "many dashboard" in rounds[0]:
        found["dashboard.p50_of_small"] = figures.ratio(rounds, "many dashboard", "dashboard", "p50_ms")
    visits = [visit_bytes(site.server.port, site.pages[page][0]) for page in DOORS]
    return {**found, "first_visit.bytes": figures.exact(max(visits))}


def show(found: dict[str, Figure], site: Site, rounds: Rounds) -> None:
    """Two tables: what was measured, and the ratios, each as median and span. `~` marks what is NOISY."""
    print(f"\n{'':16}{'requests/s':>18}{'p50 ms':>16}{'p99 ms':>18}{'CPU ms':>16}{'SQL':>5}{'bytes':>8}")
    for name in (*site.pages, "bare dashboard", "plain", "usual"):
        cells = "".join(
            f"{_cell(found[f'{name}.{what}'], digits):>{width}}"
            for what, digits, width in (("rate", 0, 18), ("p50_ms", 1, 16), ("p99_ms", 1, 18), ("cpu_ms", 2, 16))
        )
        counted = [found.get(f"{name}.{what}") for what in ("statements", "bytes")]
        print(f"{name:16}{cells}" + "".join(f"{c.value:{w}.0f}" for c, w in zip(counted, (5, 8), strict=True) if c))
    print(f"\n{'ratios':16}{'requests/s':>18}{'CPU':>18}{'CPU':>18}{'requests/s':>18}{'p99':>16}")
    print(f"{'':16}{'of bare Flask':>18}{'of bare Flask':>18}{'of plain':>18}{'of usual':>18}{'of p50':>16}")
    for page in site.pages:
        names = ("rate_of_bare", "cpu_of_bare", "cpu_of_plain", "rate_of_usual")
        print(f"{page:16}" + "".join(f"{_cell(found[f'{page}.{name}']):>18}" for name in names), end="")
        print(f"{_cell(found[f'{page}.tail'], 1):>16}")
    others = sorted(slot.others for each in rounds for slot in each.values())
    median = others[len(others) // 2]
    print(f"\nCores busy with other things: median {median:.2f}, {others[0]:.2f}..{others[-1]:.2f}\n")


def _cell(figure: Figure, digits: int = 2) -> str:
    noisy = "~" if figure.is_noisy else ""
    return f"{noisy}{figure.value:.{digits}f} {figure.low:.{digits}f}..{figure.high:.{digits}f}"
