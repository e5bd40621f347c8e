"""Forms: nothing preselected, each part described, one button; what is committed is what the function twin commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pytest

import iamsim.learning
from iamsim.learning.notebook import calls, forms
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.forms import Form, FormWidgets

VIEW = "application/vnd.jupyter.widget-view+json"
TWINS = {"text/plain", "text/html"}
SURE = "say how sure you are"


def live(form: object) -> FormWidgets:
    assert isinstance(form, Form)
    assert form._widgets is not None
    return form._widgets


def parts(form: object) -> list[widgets.Widget]:
    return [part for control in live(form).controls.values() for part in control.parts]


def said(form: object) -> str:
    """All that the form shows as text."""
    return "\n".join(child.value for child in live(form).box.children if isinstance(child, widgets.HTML))


def shown(form: object) -> Mapping[str, Any]:
    assert isinstance(form, Form)
    return form._repr_mimebundle_()


ASKED: dict[str, tuple[Callable[[str], Form | Note], list[str]]] = {
    "08-publish": (forms.predict, ["Ria publishes the corrected page with s3:PutObject. AWS answers:"]),
    "08-seen": (forms.quiz, ["Which statement decided?"]),
    "08-q2": (forms.quiz, ["Read a page.", "Delete a page."]),
    "08-table": (
        forms.predict,
        [f"{user} s3:{verb}Object" for user in ("kim", "ria", "tom", "zoe") for verb in ("Get", "Put", "Delete")],
    ),
    "09-order": (forms.check, ["step 1 of 3", "step 2 of 3", "step 3 of 3"]),
    "08": (forms.check, ["Write a policy for group Freeze: its members never delete a page."]),
}


@pytest.mark.parametrize("name", ASKED)
def test_each_part_is_described_and_nothing_is_preselected(name: str) -> None:
    call, described = ASKED[name]
    form = call(name)
    assert [part.description for part in parts(form)] == described
    start = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}'
    assert {part.value for part in parts(form)} <= {None, False, start}
    assert live(form).button.disabled is (name != "08")
    assert set(shown(form)) == {*TWINS, VIEW}


def test_the_button_opens_when_all_is_chosen_and_until_then_it_is_said_what_is_not() -> None:
    form = forms.predict("08-publish")
    (radio,) = parts(form)
    told = [live(form).missing.value]
    radio.value = 3
    told.append(live(form).missing.value)
    live(form).button.click()
    assert calls.storage().read().journal.events == (), "a click on a closed button is none"
    live(form).confidence.value = "sure"
    told.append(live(form).missing.value)
    assert told == [f"choose an answer · {SURE}", SURE, ""]
    assert not live(form).button.disabled


def test_a_commit_shows_what_the_twin_shows_and_takes_the_form_away() -> None:
    form = forms.predict("08-publish")
    parts(form)[0].value, live(form).confidence.value = 3, "think"
    live(form).button.click()
    assert repr(form) == repr(calls.predict("08-publish"))
    assert live(form).button not in {*_all(live(form).box)}
    assert "Committed. Now run the experiment in the next cell." in said(form)
    assert set(shown(form)) == TWINS
    again = forms.predict("08-publish")
    assert set(shown(again)) == TWINS
    assert shown(again) == shown(form)


def _all(widget: widgets.Widget) -> list[widgets.Widget]:
    return [widget, *(one for child in getattr(widget, "children", ()) for one in _all(child))]


@pytest.mark.parametrize(
    ("name", "values", "answer"),
    [
        pytest.param("08-q1", [1], 1, id="choice"),
        pytest.param("08-q2", [False, True], [1], id="choice of several"),
        pytest.param("08-seen", [2], "group Freeze/Freeze-1", id="source"),
        pytest.param("08-table", ["allowed"] * 12, None, id="table"),
        pytest.param("09-order", ["collect", "match", "decide"], ["collect", "match", "decide"], id="order"),
        pytest.param("08", ['{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'], None, id="policy"),
    ],
)
def test_what_is_chosen_is_what_is_kept(name: str, values: list[Any], answer: Any) -> None:
    call = forms.check if name in {"09-order", "08"} else forms.quiz
    form = call(name)
    for part, value in zip(parts(form), values, strict=True):
        part.value = value
    live(form).button.click()
    last = calls.storage().read().journal.record(name).last
    assert last is not None
    assert last.answer == (answer or (values[0] if name == "08" else dict.fromkeys(last.answer, "allowed")))


def test_what_is_missing_is_counted() -> None:
    form = forms.predict("08-table")
    assert live(form).missing.value == f"12 still to choose · {SURE}"
    for part in parts(form)[:11]:
        part.value = "allowed"
    assert live(form).missing.value == f"choose an answer · {SURE}"


def test_a_quiz_half_answered_asks_the_rest_and_says_of_the_others() -> None:
    calls.quiz("08", {"08-q1": "a"})
    form = forms.quiz("08")
    assert list(live(form).controls) == ["08-q2"]
    assert "The right answer: “Denied: Freeze denies it”." in said(form)
    parts(form)[1].value = True
    live(form).button.click()
    assert repr(form) == repr(calls.quiz("08"))


def test_an_exercise_may_be_tried_again_until_it_is_right() -> None:
    form = forms.check("09-order")
    for answer in (["decide", "collect", "match"], ["collect", "match", "decide"]):
        for part, value in zip(parts(form), answer, strict=True):
            part.value = value
        live(form).button.click()
        assert ("comes too early" in said(form)) is (answer[0] == "decide")
        assert (live(form).button in {*_all(live(form).box)}) is (answer[0] == "decide")
    assert "Each step has what it needs." in said(form)


def test_what_cannot_be_read_is_said_and_the_text_stays() -> None:
    form = forms.check("08")
    (area,) = parts(form)
    area.value = "{"
    live(form).button.click()
    assert "Cannot be read" in said(form)
    assert area.value == "{"
    area.value = " "
    assert live(form).button.disabled


def test_of_an_exercise_in_parts_the_account_is_built_in_code() -> None:
    form = forms.check("09")
    assert list(live(form).controls) == ["09-where", "09-order"]
    assert '<p class="iamsim-intro">Tom leaves for good.</p>' in said(form)
    assert "Build it in code, then run <code>check(&quot;09-leave&quot;, iam.account)</code>." in said(form) or (
        'Build it in code, then run <code>check("09-leave", iam.account)</code>.' in said(form)
    )
    assert set(shown(forms.check("09-leave"))) == TWINS


def test_an_answer_in_the_cell_shows_no_form() -> None:
    assert set(shown(forms.check("08", {"Version": "2012-10-17", "Statement": []}))) == TWINS


def test_a_grid_stands_under_its_actions_and_other_tables_beside_their_labels() -> None:
    (grid,) = [one for one in _all(live(forms.predict("08-table")).box) if isinstance(one, widgets.GridBox)]
    heads = [child.value for child in grid.children if isinstance(child, widgets.HTML)]
    assert heads == [
        "\N{NO-BREAK SPACE}",
        *(f"<code>s3:<wbr>{verb}Object</code>" for verb in ("Get", "Put", "Delete")),
        "kim",
        "ria",
        "tom",
        "zoe",
    ]
    calls.predict("08-table", ["allowed"] * 12)
    (rest,) = [one for one in _all(live(forms.quiz("09-warmup")).box) if isinstance(one, widgets.GridBox)]
    assert next(child.value for child in rest.children if isinstance(child, widgets.HTML)) == "kim s3:PutObject"


def test_another_notebook_that_answered_meanwhile_is_not_overruled() -> None:
    form = forms.predict("08-publish")
    calls.predict("08-publish", "b", "sure")
    parts(form)[0].value, live(form).confidence.value = 3, "guess"
    live(form).button.click()
    assert "An answer was committed before, and it stands" in said(form)
    assert [event.answer for event in calls.storage().read().journal.events] == [1]


def test_a_page_hears_who_it_is_about_and_carries_its_keys() -> None:
    head = live(forms.predict("08-publish")).head.value
    assert head.startswith('<style data-label="Predict, 08-publish" onload="')
    assert "iamsimKeys" in head
    assert "/*" not in head
    assert head.endswith('<p class="iamsim-head"><span>Predict</span><code>08-publish</code></p>')


@pytest.mark.parametrize("name", sorted(iamsim.learning.__all__))
def test_each_name_is_there_and_only_those(name: str) -> None:
    assert callable(getattr(iamsim.learning, name))


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(AttributeError, match=r"module 'iamsim\.learning' has no attribute 'forecast'"):
        iamsim.learning.__getattr__("forecast")


@pytest.mark.parametrize("call", [forms.predict, forms.observe, forms.check, forms.quiz], ids=lambda call: str(call.__name__))
def test_what_cannot_be_asked_is_a_note(call: Any) -> None:
    assert isinstance(call("zz"), Note)


def test_an_observation_is_a_form_until_it_is_answered() -> None:
    calls.predict("08-publish", "b", "sure")
    form = forms.observe("08-publish")
    parts(form)[0].value = 2
    assert live(form).missing.value == "", "how sure one is was asked before"
    live(form).button.click()
    assert set(shown(form)) == TWINS
    assert "The right answer" in said(form)
