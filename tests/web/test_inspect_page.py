"""The inspector sees what it is there to see."""

import pytest

from tests.web.inspect_page import check, check_partial

HEAD = '<!doctype html><html lang="en"><head><title>x</title></head><body>'
SOUND = f'{HEAD}<h1>x</h1><main id="m"><a href="#m">to m</a></main></body></html>'


def test_a_sound_page_passes() -> None:
    check(SOUND, "/")


@pytest.mark.parametrize(
    ("piece", "complaint"),
    [
        ("<h1>y</h1>", "2 h1"),
        ("<p id=m></p>", "id 'm' 2 times"),
        ("<p style='a'></p>", "has style"),
        ("<p onclick='a'></p>", "has onclick"),
        ("<p hx-on:click='a'></p>", "has hx-on:click"),
        ("<script>1</script>", "inline script"),
        ("<style>a{}</style>", "inline style"),
        ("<div hx-get=''></div>", "hx-get=''"),
        ("<div hx-get='/' hx-target='#no'></div>", "hx-target #no"),
        ("<div hx-get='/' hx-trigger='every 1s [x]'></div>", "wants eval"),
        ("<form></form>", "form without action"),
        ("<form method=post action=/x></form>", "0 csrf tokens"),
        ("<input name=a>", "without label"),
        ("<input type=hidden name=a aria-describedby=no>", "described by missing no"),
        ("<a href=/x></a>", "empty a"),
        ("<a href=#no>x</a>", "link to missing #no"),
        ("<div><span></div>", "syntax"),
    ],
)
def test_a_fault_is_named(piece: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint.replace("[", r"\[")):
        check(SOUND.replace("</main>", f"</main>{piece}"), "/")


@pytest.mark.parametrize("lang", ["", ' lang="zh"'])
def test_a_page_says_its_language(lang: str) -> None:
    with pytest.raises(AssertionError, match="lang"):
        check(SOUND.replace(' lang="en"', lang), "/")


def test_a_partial_has_one_named_root() -> None:
    check_partial('<div id="a"></div>', "/")
    with pytest.raises(AssertionError, match="not one root"):
        check_partial("<p></p><p></p>", "/")
