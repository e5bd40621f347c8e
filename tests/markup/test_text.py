"""Text in a page: the two marks, paragraphs, names that may be broken, names in a sentence."""

from __future__ import annotations

import pytest

from iamsim.markup import code_name, inline, join_names, paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("a < b", "a &lt; b", id="text"),
        pytest.param("`s3:*` and **no**", "<code>s3:*</code> and <strong>no</strong>", id="code and strong"),
        pytest.param("**`ria` only**", "<strong><code>ria</code> only</strong>", id="code in strong"),
        pytest.param("`<b>` **<i>**", "<code>&lt;b&gt;</code> <strong>&lt;i&gt;</strong>", id="what is marked is escaped too"),
        pytest.param("one\ntwo", "one<br>two", id="a new line"),
        pytest.param("a ` b ** c", "a ` b ** c", id="marks without an end are text"),
    ],
)  # fmt: skip
def test_code_and_strong_are_the_only_marks(text: str, html: str) -> None:
    assert str(inline(text)) == html


def test_blank_lines_make_paragraphs() -> None:
    assert str(paragraphs("\none\ntwo\n \nthree ")) == "<p>one<br>two</p><p>three</p>"
    assert str(paragraphs("one", "note")) == '<p class="note">one</p>'
    assert str(paragraphs("")) == ""


def test_a_name_may_be_broken_after_its_colons() -> None:
    assert str(code_name("s3:Get<b>")) == "<code>s3:<wbr>Get&lt;b&gt;</code>"
    assert str(code_name("ria")) == "<code>ria</code>"


@pytest.mark.parametrize(
    ("names", "sentence"), [([], "nobody"), (["ria"], "ria"), (["ria", "tom"], "ria and tom"), (["ria", "tom", "kim"], "ria, tom and kim")]
)  # fmt: skip
def test_names_stand_in_a_sentence(names: list[str], sentence: str) -> None:
    assert join_names(names) == sentence
    assert join_names([], "no policy") == "no policy"
