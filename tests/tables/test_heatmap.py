"""Heat maps: a pandas Styler in sign, word and colour, the same bytes at each run, dense with many columns."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from pandas.io.formats.style import Styler

import iamsim
from iamsim import Account, Decision
from iamsim.decision.explain import decision_words
from iamsim.markup import MAX_WIDE_COLUMNS, decision_cell, dependent_cell, heat_map_style
from iamsim.tables import decisions, heatmap, side_by_side
from tests.laws.payloads import PAYLOADS, hostile_account
from tests.laws.test_escaping import Inert

READ, WRITE, PAGE = "s3:GetObject", "s3:PutObject", "arn:aws:s3:::site/index.html"
NO_WILDCARDS = str.maketrans("", "", "*?")
ALLOWED, NOBODY = decision_cell(Decision.ALLOWED), decision_cell(Decision.IMPLICIT_DENY)


def account() -> Account:
    iam = iamsim.client("iam")
    for user in ("ria", "tom"):
        iam.create_user(UserName=user)
    document = iamsim.allow(WRITE, PAGE).replace('"Resource"', '"Condition": {"Bool": {"a&b": "true"}}, "Resource"')
    iam.put_user_policy(UserName="ria", PolicyName="read", PolicyDocument=iamsim.allow(READ, PAGE))
    iam.put_user_policy(UserName="tom", PolicyName="write", PolicyDocument=document)
    made: Account = iam.account
    return made


def cells(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<td id="\w+" class="data row\d+ col\d+ ([\w-]+)"[^>]*>([^<]*)</td>', html)


def test_each_cell_has_a_sign_a_word_and_the_class_of_the_style_sheet() -> None:
    styler = heatmap(decisions(account()))
    assert isinstance(styler, Styler)
    html = styler._repr_html_()
    depends = dependent_cell(["a&b"])
    assert cells(html) == [
        (ALLOWED.css_class, f"{ALLOWED.sign} {ALLOWED.words}"),
        (NOBODY.css_class, f"{NOBODY.sign} {NOBODY.words}"),
        (NOBODY.css_class, f"{NOBODY.sign} {NOBODY.words}"),
        (depends.css_class, f"{depends.sign} depends on a&amp;b"),
    ]
    assert html.startswith(f"<style>{heat_map_style()}</style>")
    assert "style=" not in html, "colours are classes, so that a dark theme has its own"


def test_the_data_are_the_words_by_user_and_action() -> None:
    data = heatmap(decisions(account())).data
    assert data.loc["ria", READ] == decision_words(Decision.ALLOWED)
    assert data.loc["tom", WRITE] == "depends on a&b"
    assert (data.index.name, data.columns.name) == ("user", "action")


def test_several_resources_stand_over_their_actions() -> None:
    styler = heatmap(decisions(account(), resources=[PAGE, "arn:aws:s3:::other/x"]))
    assert styler.data.columns.tolist() == [
        (PAGE, READ), (PAGE, WRITE), ("arn:aws:s3:::other/x", READ), ("arn:aws:s3:::other/x", WRITE),
    ]  # fmt: skip
    assert re.findall(r'colspan="2">([^<]*)<', styler._repr_html_()) == ["site/index.html", "other/x"]


def test_resources_whose_ends_are_alike_keep_their_whole_names() -> None:
    arns = ["arn:aws:sqs:eu-west-1:123456789012:q", "arn:aws:sqs:eu-west-2:123456789012:q"]
    html = heatmap(decisions(account(), resources=arns))._repr_html_()
    assert re.findall(r'colspan="2">([^<]*)<', html) == arns


def test_many_columns_are_dense() -> None:
    actions = [f"s3:Get{number}" for number in range(MAX_WIDE_COLUMNS)]
    html = heatmap(decisions(account(), actions=[READ, *actions]))._repr_html_()
    assert 'class="iamsim-heat is-dense"' in html
    assert cells(html)[:2] == [(ALLOWED.css_class, ALLOWED.sign), (NOBODY.css_class, NOBODY.sign)]
    assert f'title="{NOBODY.words}"' in html
    assert "iamsim-heat-key" in html
    assert 'is-dense"' not in heatmap(decisions(account(), actions=actions))._repr_html_()


def test_it_is_the_same_at_each_run() -> None:
    first, second = (heatmap(decisions(account())) for _ in range(2))
    assert first._repr_html_() == second._repr_html_()
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)


def test_the_text_is_the_table_in_words_or_if_it_is_dense_in_signs() -> None:
    assert repr(heatmap(decisions(account()))).split("\n") == [
        f"user  {READ:<17}  {WRITE}",
        f"ria   {ALLOWED.words:<17}  {NOBODY.words}",
        f"tom   {NOBODY.words}  depends on a&b",
    ]
    actions = [READ, WRITE, *(f"s3:Get{number}" for number in range(MAX_WIDE_COLUMNS))]
    lines = repr(heatmap(decisions(account(), actions=actions))).split("\n")
    assert lines[2].split()[:4] == ["tom", NOBODY.sign, "?", NOBODY.sign]
    assert lines[4] == f"1 {READ}"
    assert lines[-1].startswith(f"{ALLOWED.sign} {ALLOWED.words}, ")


def test_some_rows_make_a_heat_map_with_empty_cells() -> None:
    frame = decisions(account())
    styler = heatmap(frame[frame["decision"] == ALLOWED.words])
    assert repr(styler).split("\n") == [f"user  {READ}", f"ria   {ALLOWED.words}"]
    some = heatmap(frame.drop(index=1))
    assert cells(some._repr_html_())[1] == ("is-left-out", "")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        pytest.param(pd.DataFrame({"user": [], "action": []}), "expected a frame of decisions(), got one without resource, decision, depends_on", id="another frame"),
        pytest.param(pd.concat([decisions(account())] * 2), "expected one row for each user, action and resource, got several", id="rows twice"),
    ],
)
def test_another_frame_is_refused_in_one_line(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared whole
        heatmap(frame)
    assert str(caught.value) == message


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("columns", [2, MAX_WIDE_COLUMNS + 1])
def test_a_payload_in_every_name_stays_text(payload: str, columns: int) -> None:
    hostile = hostile_account([payload, f"{payload} 2"])
    actions = ["s3:GetObject", *(f"s3:{payload.translate(NO_WILDCARDS)}{number}" for number in range(1, columns))]
    styler = heatmap(decisions(hostile, actions=actions, resources=[payload, f"{payload} 2"]))
    parsed = Inert(styler._repr_html_())
    ours = {"attribute id of", "attribute colspan of", "attribute title of", "attribute type of", "element thead"}
    assert [complaint for complaint in parsed.complaints if not any(complaint.startswith(known) for known in ours)] == []
    assert parsed.text.count(payload) > 2 or columns > 2, "names of users and resources, and the keys of what depends"


def test_situations_stand_over_resources_in_the_order_given() -> None:
    frame = decisions(account(), actions=[READ], resources=[PAGE, "arn:aws:s3:::other/x"])
    styler = heatmap(side_by_side({"then": frame, "now": frame}))
    assert styler.data.columns.names == ["situation", "resource", "action"]
    assert styler.data.columns.tolist() == [
        ("then", PAGE, READ), ("then", "arn:aws:s3:::other/x", READ), ("now", PAGE, READ), ("now", "arn:aws:s3:::other/x", READ),
    ]  # fmt: skip
    assert re.findall(r'colspan="2">([^<]*)<', styler._repr_html_()) == ["then", "now"]
    assert repr(styler).splitlines()[0].split("  ")[1:3] == [f"then: {READ} on site/index.html", f"then: {READ} on other/x"]


def test_situations_with_one_resource_stand_over_the_actions() -> None:
    frame = decisions(account(), actions=[READ, WRITE], resources=[PAGE])
    styler = heatmap(side_by_side({"then": frame, "now": frame.assign(decision=NOBODY.words, depends_on="")}))
    assert styler.data.columns.tolist() == [("then", READ), ("then", WRITE), ("now", READ), ("now", WRITE)]
    assert styler.data.loc["ria"].tolist() == [ALLOWED.words, NOBODY.words, NOBODY.words, NOBODY.words]
