"""Every macro once, in one page that must be sound."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tests.web.inspect_page import check, parse
from tmcard.domain.holdings import Effect
from tmcard.domain.money import Money
from tmcard.domain.plans import Period, PeriodUnit
from tmcard.domain.usage import Condition
from tmcard.domain.validity import Balance
from tmcard.web.dashboard.bars import Column, Picture

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
END = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
MB, GB = 2**20, 2**30
PAGE = """{% extends "layout.html" %}{% block main %}<h1>x</h1>
{% import "components/forms.html" as forms %}{% import "components/actions.html" as actions %}
{% import "components/display.html" as display %}{% import "components/meters.html" as meters %}
{% import "components/usage.html" as usage %}{% import "components/plan.html" as plan %}
{% import "components/preview.html" as preview %}{% import "components/icons.html" as icons %}
{% from "components/live.html" import poll %}"""
Show = Callable[..., str]


class Everything(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One field of each kind, nothing filled in."""

    phone = StringField("Phone", [InputRequired("Enter your phone number")])
    password = PasswordField("Password", [InputRequired("Enter your password")])
    region = SelectField("Region", choices=[SelectChoice("CN", "China")], validate_choice=False)
    ref = HiddenField()
    terms = BooleanField("Terms", [InputRequired("Agree to the terms to continue")])


@pytest.fixture
def show(app: Flask) -> Show:
    """Render a piece of template as a page and inspect it."""

    def render(piece: str, **context: Any) -> str:
        with app.test_request_context(base_url="http://localhost"):
            page = render_template_string(f"{PAGE}{piece}{{% endblock %}}", GB=GB, END=END, NOW=NOW, **context)
        check(page, piece)
        return page

    return render


@pytest.fixture
def form(app: Flask) -> Everything:
    """A form that was sent in empty."""
    with app.test_request_context(base_url="http://localhost", method="POST"):
        form = Everything(meta={"csrf": False})
        form.validate()
    return form


def test_fields_say_what_is_wrong_beside_them_and_in_the_summary(show: Show, form: Everything) -> None:
    piece = "{{ forms.error_summary(form) }}{{ forms.field(form.phone, hint='With country code', autocomplete='tel') }}"
    tree = parse(show(piece + "{{ forms.field(form.password) }}{{ forms.checkbox(form.terms) }}", form=form))
    phone = next(i for i in tree.iter("input") if i.get("id") == "phone")
    assert (phone.get("aria-describedby"), phone.get("autocomplete")) == ("phone-hint phone-error", "tel")
    assert (phone.get("aria-invalid"), phone.get("required")) == ("true", None)
    assert [a.get("href") for a in tree.iter("a") if a.get("href", "").startswith("#p")] == ["#phone", "#password"]


def test_the_title_of_a_page_with_errors_begins_with_error(show: Show, form: Everything) -> None:
    fields = "{{ forms.field(form.phone) }}{{ forms.field(form.password) }}{{ forms.checkbox(form.terms) }}"
    assert "<title>Error: " in show("{{ forms.error_summary(form) }}" + fields, form=form)


def test_fields_without_errors_and_hints_have_no_loose_ends(show: Show, form: Everything) -> None:
    with_nothing = "{{ forms.field(f.region) }}{{ forms.field(f.ref) }}{{ forms.zone_input() }}"
    assert "aria-describedby" not in show(with_nothing, f=form)


@pytest.mark.parametrize(
    ("remaining", "words", "arc"),
    [(int(3.25 * GB), "3.2 GB of 5 GB left", "65 100"), (1, "0 MB of 5 GB left", "2 100"), (6 * GB, "6 GB", "100 100")],
)
def test_the_meter_says_its_number(show: Show, remaining: int, words: str, arc: str) -> None:
    page = show("{{ meters.data_meter(left, 5 * GB, c) }}", left=remaining, c=Condition.LOW).replace("\xa0", " ")
    assert all(part in page for part in (f'aria-label="{words}', f'stroke-dasharray="{arc}"', 'class="meter warn"'))


def test_an_empty_meter_has_no_arc(show: Show) -> None:
    assert 'class="fill"' not in show("{{ meters.data_meter(0, 5 * GB, c) }}", c=Condition.USED_UP)


def _picture(**values: Any) -> Picture:
    """Two weeks of which ten days are known, in the middle of the last of these."""
    columns = [
        Column(date(2026, 11, 13 + day), day * MB if day < 10 else None, GB - day * MB, day // 9 * 5 * MB, day == 9)
        for day in range(14)
    ]
    return Picture(columns, date(2026, 11, 26), 1, is_ahead=True, may_end=(70.0, 100.0), likely_end=80.0, **values)


def test_used_and_expected_stand_on_each_other_over_a_table(show: Show) -> None:
    tree = parse(show("{{ usage.usage_picture(picture, 'Used each day', 'Runs out.') }}", picture=_picture()))
    drawn = next(next(tree.iter("figure")).iter("{http://www.w3.org/2000/svg}svg"))
    rects = list(drawn.iter("{http://www.w3.org/2000/svg}rect"))
    assert len(rects) == 1 + 10 + 5  # the shade, what was used, what to expect: today both
    assert drawn.get("aria-label") == "Used each day: 45\u00a0MB in all, 9\u00a0MB at most. Runs out."
    today = rects[10:12]
    assert [float(each.get("y") or 0) + float(each.get("height") or 0) for each in today] == [128, 128 - 64]
    assert [len(list(row)) for row in tree.iter("tr")] == [3] * 11


def test_labels_of_a_picture_keep_out_of_each_others_way(show: Show) -> None:
    tree = parse(show("{{ usage.usage_picture(picture, 'Used each day') }}", picture=_picture()))
    labels = ["".join(each.itertext()) for each in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert labels == ["Data runs out", "13 Nov", "Today", "26 Nov"]
    late = replace(_picture(), columns=[replace(each, is_today=each.on.day == 25) for each in _picture().columns])
    tree = parse(show("{{ usage.usage_picture(picture, 'Used each day') }}", picture=late))
    assert "26 Nov" not in ["".join(each.itertext()) for each in tree.iter("{http://www.w3.org/2000/svg}text")]


def test_data_and_time_are_rings_on_one_scale(show: Show) -> None:
    time = SimpleNamespace(words="8 days left", share=26.7)
    page = show("{{ meters.rings(GB, 5 * GB, c, time, '8', 'days') }}", c=Condition.LOW, time=time)
    assert all(part in page for part in ('stroke-dasharray="20 100"', 'stroke-dasharray="26.7 100"', ">8</text>"))


def test_a_share_is_shown_in_words_and_in_a_bar(show: Show) -> None:
    page = show("{{ meters.bar_meter('8 days left', 26.7) }}")
    assert (page.count("8 days left"), 'width="26.7"' in page) == (2, True)


def test_the_effect_is_now_and_after(show: Show) -> None:
    before, after = Balance(GB, None, 7), Balance(6 * GB, END + timedelta(days=30))
    piece = "{{ preview.effect(before, after, period, NOW) }}"
    tree = parse(show(piece, before=before, after=after, period=Period(PeriodUnit.MONTH, 1)))
    cells = ["".join(td.itertext()).strip().replace("\xa0", " ") for td in tree.iter("td")]
    beijing = "= 30 Dec 2026, 23:59 (Beijing time)"
    assert cells == ["1 GB", "6 GB", "7 days from the first connection", f"30 Dec 2026, 15:59{beijing}"]


def test_steps_say_their_state(show: Show) -> None:
    page = show(
        "{{ display.steps([('Paid', 'done'), ('Renewing', 'current'), ('Ready', 'waiting'), ('No', 'failed')]) }}"
    )
    assert page.count('aria-current="step"') == 1
    assert all(word in page for word in ("Done", "In progress", "Waiting", "Did not happen"))


def test_a_plan_is_a_labelled_radio_with_its_facts(show: Show) -> None:
    call = "plan.plan_option('plan', 'A', 'Japan', price, per_day, '5 GB', month, effect, checked=true, note='Yours')"
    effect = Effect(Balance(GB, END), Balance(6 * GB, END + timedelta(days=30)))
    facts = {"price": Money(900, "USD"), "per_day": Money(30, "USD"), "month": Period(PeriodUnit.MONTH, 1)}
    page = show(f"{{{{ {call} }}}}", effect=effect, **facts).replace("\xa0", " ")
    assert all(word in page for word in ("US$9.00", "US$0.30 a day", "5 GB · 30 days", "Good until", " checked"))


def test_an_element_that_keeps_itself_up_to_date(show: Show) -> None:
    page = show("""<div id="live"{{ poll('/live', 5, 'v1') }}></div>""")
    assert all(part in page for part in ('hx-trigger="every 5s, wake"', 'hx-ptag="v1"', 'hx-status:5xx="swap:none"'))


@pytest.mark.parametrize(
    "piece",
    [
        "{{ actions.button('Pay', name='a', value='') }}{{ actions.link_button('Go', '/') }}",
        "{{ actions.post_button('Out', '/language', fields={'a': 'b'}) }}{{ actions.back_link('/') }}",
        "{% call display.notice('bad', 'No') %}<p>text</p>{% endcall %}{{ display.status_tag('paid', 'order') }}",
        "{% call display.expander('More') %}<p>x</p>{% endcall %}{{ display.empty_state('No', 'yet', '/', 'Go') }}",
        "{{ icons.icon('card') }}{{ display.definitions([('A', display.money(price)), ('B', display.moment(END))]) }}",
    ],
)
def test_the_rest_is_sound(show: Show, piece: str) -> None:
    assert show(piece, price=Money(900, "USD"))
