"""Forms: nothing preselected, each part described, one button; a commit saves what the call in code saves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pytest

import iamsim.learning
from iamsim.learning.notebook import calls, forms
from iamsim.learning.notebook.cards import Note
from iamsim.learning.notebook.forms import Form, FormWidgets

VIEW = "application/vnd.jupyter.widget-view+json"
STATIC_TYPES = {"text/plain", "text/html"}
SURE = "say how sure you are"


def widgets_of(form: object) -> FormWidgets:
    assert isinstance(form, Form)
    assert form._widgets is not None
    return form._widgets


def parts(form: object) -> list[widgets.Widget]:
    return [part for control in widgets_of(form).controls.values() for part in control.parts]


def visible_text(form: object) -> str:
    """All that the form shows as text."""
    return "\n".join(child.value for child in widgets_of(form).box.children if isinstance(child, widgets.HTML))


def mime_bundle(form: object) -> Mapping[str, Any]:
    assert isinstance(form, Form)
    return form._repr_mimebundle_()


FORMS: dict[str, tuple[Callable[[str], Form | Note], list[str]]] = {
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


@pytest.mark.parametrize("name", FORMS)
def test_each_part_is_described_and_nothing_is_preselected(name: str) -> None:
    call, descriptions = FORMS[name]
    form = call(name)
    assert [re.sub("<.*?>", "", part.description) for part in parts(form)] == descriptions
    start = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}'
    assert {part.value for part in parts(form)} <= {None, False, start}
    assert widgets_of(form).button.disabled is (name != "08")
    assert set(mime_bundle(form)) == {*STATIC_TYPES, VIEW}


def test_the_button_opens_when_all_is_chosen_and_until_then_it_is_said_what_is_not() -> None:
    form = forms.predict("08-publish")
    (radio,) = parts(form)
    texts = [widgets_of(form).missing.value]
    radio.value = 3
    texts.append(widgets_of(form).missing.value)
    widgets_of(form).button.click()
    assert calls.storage().read().journal.events == (), "a click on a closed button is none"
    widgets_of(form).confidence.value = "sure"
    texts.append(widgets_of(form).missing.value)
    assert texts == [f"choose an answer · {SURE}", SURE, ""]
    assert not widgets_of(form).button.disabled


def test_a_commit_shows_what_the_text_version_shows_and_takes_the_form_away() -> None:
    form = forms.predict("08-publish")
    parts(form)[0].value, widgets_of(form).confidence.value = 3, "think"
    widgets_of(form).button.click()
    assert repr(form) == repr(calls.predict("08-publish"))
    assert widgets_of(form).button not in {*descendants(widgets_of(form).box)}
    assert "Committed. Now run the experiment in the next cell." in visible_text(form)
    assert set(mime_bundle(form)) == STATIC_TYPES
    again = forms.predict("08-publish")
    assert set(mime_bundle(again)) == STATIC_TYPES
    assert mime_bundle(again) == mime_bundle(form)


def descendants(widget: widgets.Widget) -> list[widgets.Widget]:
    return [widget, *(widget for child in getattr(widget, "children", ()) for widget in descendants(child))]


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
    widgets_of(form).button.click()
    last = calls.storage().read().journal.record(name).last
    assert last is not None
    assert last.answer == (answer or (values[0] if name == "08" else dict.fromkeys(last.answer, "allowed")))


def test_what_is_missing_is_counted() -> None:
    form = forms.predict("08-table")
    assert widgets_of(form).missing.value == f"12 still to choose · {SURE}"
    for part in parts(form)[:11]:
        part.value = "allowed"
    assert widgets_of(form).missing.value == f"choose an answer · {SURE}"


def test_a_quiz_half_answered_asks_the_rest_and_says_of_the_others() -> None:
    calls.quiz("08", {"08-q1": "a"})
    form = forms.quiz("08")
    assert list(widgets_of(form).controls) == ["08-q2"]
    assert "The right answer: “Denied: Freeze denies it”." in visible_text(form)
    parts(form)[1].value = True
    widgets_of(form).button.click()
    assert repr(form) == repr(calls.quiz("08"))


def test_an_exercise_may_be_tried_again_until_it_is_right() -> None:
    form = forms.check("09-order")
    for answer in (["decide", "collect", "match"], ["collect", "match", "decide"]):
        for part, value in zip(parts(form), answer, strict=True):
            part.value = value
        widgets_of(form).button.click()
        assert ("comes too early" in visible_text(form)) is (answer[0] == "decide")
        assert (widgets_of(form).button in {*descendants(widgets_of(form).box)}) is (answer[0] == "decide")
    assert "Each step has what it needs." in visible_text(form)


def test_what_cannot_be_read_is_said_and_the_text_stays() -> None:
    form = forms.check("08")
    (area,) = parts(form)
    area.value = "{"
    widgets_of(form).button.click()
    assert "Cannot be read" in visible_text(form)
    assert area.value == "{"
    area.value = " "
    assert widgets_of(form).button.disabled


def test_of_an_exercise_in_parts_the_account_is_built_in_code() -> None:
    form = forms.check("09")
    assert list(widgets_of(form).controls) == ["09-where", "09-order"]
    assert '<p class="iamsim-intro">Tom leaves for good.</p>' in visible_text(form)
    assert "Build it in code, then run <code>check(&quot;09-leave&quot;, iam.account)</code>." in visible_text(form) or (
        'Build it in code, then run <code>check("09-leave", iam.account)</code>.' in visible_text(form)
    )
    assert set(mime_bundle(forms.check("09-leave"))) == STATIC_TYPES


def test_an_answer_in_the_cell_shows_no_form() -> None:
    assert set(mime_bundle(forms.check("08", {"Version": "2012-10-17", "Statement": []}))) == STATIC_TYPES


def test_a_grid_stands_under_its_actions_and_other_tables_beside_their_labels() -> None:
    (grid,) = [widget for widget in descendants(widgets_of(forms.predict("08-table")).box) if isinstance(widget, widgets.GridBox)]
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
    (rest,) = [widget for widget in descendants(widgets_of(forms.quiz("09-warmup")).box) if isinstance(widget, widgets.GridBox)]
    assert next(child.value for child in rest.children if isinstance(child, widgets.HTML)) == "kim s3:PutObject"


def test_another_notebook_that_answered_meanwhile_is_not_overruled() -> None:
    form = forms.predict("08-publish")
    calls.predict("08-publish", "b", "sure")
    parts(form)[0].value, widgets_of(form).confidence.value = 3, "guess"
    widgets_of(form).button.click()
    assert "An answer was committed before, and it stands" in visible_text(form)
    assert [event.answer for event in calls.storage().read().journal.events] == [1]


def test_a_form_carries_its_label_and_the_script_for_its_keys() -> None:
    head = widgets_of(forms.predict("08-publish")).head.value
    assert head.startswith('<style data-label="Predict, 08-publish" onload="')
    assert "iamsimKeys" in head
    assert "/*" not in head
    assert head.endswith('<p class="iamsim-head"><span>Predict</span><code>08-publish</code></p>')


@pytest.mark.parametrize("name", sorted(iamsim.learning.__all__))
def test_each_public_name_is_callable(name: str) -> None:
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
    assert widgets_of(form).missing.value == "", "how sure one is was asked before"
    widgets_of(form).button.click()
    assert set(mime_bundle(form)) == STATIC_TYPES
    assert "The right answer" in visible_text(form)
