"""Elements: text and attributes are escaped whatever they hold; what could run is refused; joining by hand fails."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamsim.markup import Markup, element, fragment, trusted


class Parsed(HTMLParser):
    """The elements and the text that a browser would see."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        pytest.param(element("p"), "<p></p>", id="an element without content"),
        pytest.param(element("br"), "<br>", id="an element that never has content"),
        pytest.param(element("p", {}, 'a < b & "c"'), '<p>a &lt; b &amp; "c"</p>', id="text is escaped"),
        pytest.param(element("p", {"title": "a\"b'<"}), '<p title="a&quot;b&#x27;&lt;"></p>', id="attributes are quoted and escaped"),
        pytest.param(element("p", {}, "<", element("b", {}, "<")), "<p>&lt;<b>&lt;</b></p>", id="an element in an element"),
        pytest.param(fragment("<", trusted("<svg/>")), "&lt;<svg/>", id="trusted markup stays"),
        pytest.param(element("style", {}, trusted("a>b{}")), "<style>a>b{}</style>", id="a trusted style sheet"),
        pytest.param(element("svg", {"viewBox": "0 0 1 1", "xmlns:xlink": "x"}), '<svg viewBox="0 0 1 1" xmlns:xlink="x"></svg>', id="SVG's names"),
        pytest.param(element("style", {"onload": trusted('f("<")')}), '<style onload="f(&quot;&lt;&quot;)"></style>', id="a trusted script"),
        pytest.param(element("a", {"href": "https://docs.aws.amazon.com/"}), '<a href="https://docs.aws.amazon.com/"></a>', id="a link"),
        pytest.param(element("a", {"href": "05_what_is_left.ipynb"}), '<a href="05_what_is_left.ipynb"></a>', id="a link to a notebook"),
    ],
)  # fmt: skip
def test_markup_is_written_as(markup: Markup, source: str) -> None:
    assert str(markup) == markup._repr_html_() == source


@given(text=st.text(), value=st.text())
def test_a_parser_reads_the_text_and_the_value_that_were_given(text: str, value: str) -> None:
    text, value = (given.replace("\r", "").replace("\0", "") for given in (text, value))  # no HTML can hold these
    parsed = Parsed(str(element("p", {"title": value}, text)))
    assert parsed.elements == [("p", {"title": value})]
    assert parsed.text == text


@pytest.mark.parametrize(
    ("tag", "attributes", "children", "message"),
    [
        pytest.param("b><script", {}, (), "element: expected the name of a tag, got 'b><script'", id="a tag"),
        pytest.param("b", {"a onload": ""}, (), "element: expected the name of an attribute, got 'a onload'", id="an attribute"),
        pytest.param("b", {"OnClick": "f()"}, (), "element: 'OnClick' runs its value as a script; expected trusted markup", id="an event handler"),
        pytest.param("a", {"href": "javascript:f()"}, (), "element: expected an https address, an image, JSON, a notebook or a fragment in 'href', got 'javascript:f()'", id="a URL that runs"),
        pytest.param("a", {"href": "javascript:x.ipynb"}, (), "element: expected an https address, an image, JSON, a notebook or a fragment in 'href', got 'javascript:x.ipynb'", id="a URL that ends like a notebook"),
        pytest.param("a", {"href": "//evil.example/x.ipynb"}, (), "element: expected an https address, an image, JSON, a notebook or a fragment in 'href', got '//evil.example/x.ipynb'", id="a notebook elsewhere"),
        pytest.param("a", {"href": "x.ipynb\n"}, (), "element: expected an https address, an image, JSON, a notebook or a fragment in 'href', got 'x.ipynb\\n'", id="a notebook and a new line"),
        pytest.param("img", {"src": "data:text/html,"}, (), "element: expected an https address, an image, JSON, a notebook or a fragment in 'src', got 'data:text/html,'", id="data that is a page"),
        pytest.param("style", {}, ("</style>",), "element: text in 'style' is not escaped; expected trusted markup", id="text in a style sheet"),
    ],
)  # fmt: skip
def test_what_is_no_name_and_what_could_run_is_refused(tag: str, attributes: dict[str, str], children: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=r"^element: ") as raised:
        element(tag, attributes, *children)
    assert str(raised.value) == message


def test_markup_cannot_be_joined_to_text_by_hand() -> None:
    markup: Any = element("b")
    with pytest.raises(TypeError):
        "<i>" + markup
    with pytest.raises(TypeError):
        str.join("", [markup])
