"""Diagrams: DOT text, the finished SVG, what a notebook shows, and that any text is drawn as text."""

from __future__ import annotations

import functools
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.diagram import (
    Diagram,
    Edge,
    Node,
    Picture,
    draw,
    draw_credentials,
    draw_engine,
    draw_user,
    rendering,
)
from iamsim.diagram.picture import shorten
from iamsim.diagram.rendering import INSTALL_HINT
from tests.diagram.accounts import (
    FREEZE,
    HOME_PAGE,
    SVG,
    account,
    document,
    drawn_texts,
    identity,
    parse_svg,
    statement,
    tooltips,
)

DENIED, NOBODY = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


def test_a_highlight_is_a_word_and_a_thicker_line(acme: iamsim.Account) -> None:
    diagram = draw(acme, "ria", highlight={"Web": "new"})
    assert "  member of group Web (new)\n" in str(diagram)
    assert "group · new" in drawn_texts(diagram)
    assert re.search(r'label="Web\\ngroup · new".* penwidth=3 ', diagram.source)
    assert "group Web (here)" in str(draw(acme, "ria", highlight="Web"))


def test_a_highlight_of_an_unknown_name_is_refused(acme: iamsim.Account) -> None:
    with pytest.raises(
        ValueError, match=r"^highlight: nothing is named 'Wbe' here \(there are: Freeze, Web, edit-site, "
    ) as caught:
        draw(acme, "ria", highlight={"Wbe": "new"})
    assert str(caught.value).endswith("no-publishing, on-call, ria)")


ODD_TEXTS = [
    *("{}", "{0}", "{x}", "{x!r:>{y}}", "{{x}}", "{", "}"),  # str.format
    *("%", "%s", "%(x)s", "$x", "${x}", "${aws:username}"),  # other formatting, a policy variable
    *("<b>bold</b>", "</text></svg>", "</pre></details>", "<script>alert(1)</script>", "<TABLE>", "<!-- x -->", "]]>"),
    *("a&amp;b", "&#x3c;", "&", "&nbsp;"),
    *('"', "'", 'say "hi"', '"]; } graph { x [label="y', '" onload="alert(1)'),  # ends of a DOT string, of an attribute
    *("\\", "\\N and \\l and \\G", "\\\\N \\T", '\\"', "a\\"),  # Graphviz's escapes
    *("javascript:alert(1)", "Zoë 日本語 ربع", "e\u0301", "\U0001f511"),
]
UNPRINTABLE_TEXTS = ["a\nb", "a\tb", "a\x00b", "a\x1b[31mb", "a\ud800b", "a\u202eb", "a\x7fb", "a\u2028b"]
FIELDS = ("user", "group", "policy", "action", "resource", "condition key", "condition value")


def odd_account(field: str, text: str) -> tuple[iamsim.Account, str]:
    """An account with this text in one field, and its user's name."""
    values = {name: name for name in FIELDS} | {"condition key": "aws:PrincipalTag/t", field: text}
    condition = {"StringEquals": {values["condition key"]: values["condition value"]}}
    rules = document(statement("Allow", values["action"], values["resource"], Condition=condition))
    user = identity("User", values["user"], (values["group"],))
    user["UserPolicyList"] = [{"PolicyName": values["policy"], "PolicyDocument": rules}]
    return account([user], [identity("Group", values["group"])]), values["user"]


def diagrams_of(odd: iamsim.Account, user: str) -> Iterator[Diagram]:
    """Each kind of picture of an account with one user."""
    yield from (draw(odd), draw(odd, user), draw_user(odd, user), draw_credentials(odd, user), draw_engine(odd))
    yield draw(iamsim.simulate(odd, user, "s3:GetObject"))
    yield draw(iamsim.simulate(odd, user, "s3:GetObject", scps=[[iamsim.allow("s3:*")]]), highlight=user)


DRAWN_TEXTS = [*ODD_TEXTS, *(text for text in UNPRINTABLE_TEXTS if "\ud800" not in text)]
EACH_TEXT = [pytest.param(text, marks=[pytest.mark.slow] if at % 4 else []) for at, text in enumerate(DRAWN_TEXTS)]


@functools.cache
def ordinary_diagrams(field: str) -> tuple[tuple[Diagram, ET.Element], ...]:
    """The same pictures of an account with an ordinary text in that field, and their SVG."""
    return tuple((diagram, parse_svg(diagram)) for diagram in diagrams_of(*odd_account(field, "ordinary")))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", EACH_TEXT)
def test_any_text_in_any_field_is_drawn_as_text(field: str, text: str) -> None:
    pairs = zip(diagrams_of(*odd_account(field, text)), ordinary_diagrams(field), strict=True)
    for diagram, (model, model_root) in pairs:
        assert text in str(diagram) or "ordinary" not in str(model)
        if diagram.source == model.source:  # nothing of this field is drawn here
            continue
        root = parse_svg(diagram)
        # the same elements as with an ordinary text, and so none that the text made
        assert {element.tag for element in root.iter()} == {element.tag for element in model_root.iter()}
        assert len([*root.iter(f"{SVG}g")]) == len([*model_root.iter(f"{SVG}g")])
        xml = re.sub(r"(<img[^>]*)>", r"\1/>", diagram.html())  # HTML's <img> has no end
        html = ET.fromstring(f"<p>{xml}</p>")  # noqa: S314 - our own text
        assert [element.tag for element in html.iter()] == ["p", "div", "img", "details", "summary", "pre"]
        assert "".join(html[1][1].itertext()) == _replaced(str(diagram), keep="\n")


@pytest.mark.parametrize("text", [*ODD_TEXTS, *UNPRINTABLE_TEXTS])
def test_any_text_in_any_part_of_a_picture_is_drawn_as_text(text: str) -> None:
    first = Node("1", "user", text, text, (text,), (text,), text, text)
    nodes = (first, Node("2", "group", "group"), Node("3", "allow", text))
    picture = Picture(text, text, nodes, (Edge("1", "2", text, tooltip=text), Edge("2", "3", text)), (text,))
    diagram = Diagram(picture)
    texts, shown = drawn_texts(diagram), _replaced(text)
    assert texts.count(shorten(shown, 30)) >= 2  # the two nodes' names
    assert texts.count(shown) >= 3  # a line, two labels of edges
    assert f"{shown} · {shown}" in texts
    assert sum(shown in tooltip for tooltip in tooltips(diagram)) == 4  # two nodes, two edges
    root = parse_svg(diagram)
    assert (root[0].text, root[1].text, root.get("aria-label")) == (shown,) * 3


@pytest.mark.parametrize("text", ["x" * 10_000, "W w-" * 2_500, "{" * 10_000])
@pytest.mark.parametrize("field", FIELDS)
def test_texts_of_10000_letters_are_drawn_in_a_picture_of_ordinary_size(field: str, text: str) -> None:
    for diagram in diagrams_of(*odd_account(field, text)):
        _, _, width, height = map(float, (parse_svg(diagram).get("viewBox") or "").split())
        assert max(width, height) < 1500


def _replaced(text: str, keep: str = "") -> str:
    """Return a text as it is drawn: with U+FFFD for what cannot be printed."""
    return "".join(letter if letter.isprintable() or letter in keep else "\ufffd" for letter in text)


class TestSvg:
    @pytest.fixture
    def root(self, acme: iamsim.Account) -> ET.Element:
        return parse_svg(draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)))

    def test_it_has_a_role_a_label_a_title_and_a_description(self, root: ET.Element) -> None:
        question = "May ria do s3:PutObject on acme-website/index.html?"
        answer = f"{DENIED[0].upper()}{DENIED[1:]}: no-publishing (group Freeze)."
        description = f"{question} {answer}"
        assert (root.get("role"), root.get("aria-label")) == ("img", description)
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == question
        assert root[1].tag == f"{SVG}desc"
        assert root[1].text == description

    def test_it_shrinks_with_the_page_and_fits_a_screen_of_1280_pixels(self, root: ET.Element) -> None:
        width = float((root.get("viewBox") or "").split()[2])
        # At the least width the letters, 12 points in the view box, are 11 pixels high.
        least = math.ceil(width * 11 / 12)
        assert root.get("style") == f"max-width:100%;min-width:{least}px;height:auto"
        assert int(root.get("width") or 9999) <= 1000

    def test_each_node_and_edge_of_an_account_has_a_tooltip(self, acme: iamsim.Account) -> None:
        texts = tooltips(draw(acme, "ria"))
        policy = "policy no-publishing\npart of group Freeze\nDeny s3:PutObject on arn:aws:s3:::acme-website/*"
        assert policy in texts
        assert len([text for text in texts if text]) >= 6 + 5

    def test_each_part_of_a_decision_has_a_tooltip(self, root: ET.Element) -> None:
        texts = [title.text for title in root.iter(f"{SVG}title")]
        assert "decides: Deny s3:PutObject on arn:aws:s3:::acme-website/*" in texts
        assert "policy no-publishing\npart of group Freeze" in texts
        assert "user ria → member of → group Freeze" in texts

    def test_two_pictures_in_one_page_share_no_id(self, root: ET.Element) -> None:
        assert [element for element in root.iter() if element.get("id")] == []

    def test_an_octagon_has_eight_corners(self, root: ET.Element) -> None:
        octagons = [
            g.find(f".//{SVG}polygon") for g in root.iter(f"{SVG}g") if "node deny" in (g.get("class") or "")
        ]
        assert [len((shape.get("points") or "").split()) for shape in octagons if shape is not None] == [8]


DRAW_IN_ANOTHER_PROCESS = f"""
import sys, iamsim
from iamsim.diagram import draw, draw_engine
acme = iamsim.load_account({str(FREEZE)!r})
ria = iamsim.simulate(acme, "ria", "s3:PutObject", {HOME_PAGE!r})
for diagram in (draw(acme), draw(acme, "ria"), draw(ria), draw_engine(acme)):
    for text in diagram._repr_mimebundle_().values():
        sys.stdout.buffer.write(text.encode())
"""


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_another_process_makes_the_same_bytes(acme: iamsim.Account, seed: str) -> None:
    ria = iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)
    texts = [
        text
        for diagram in (draw(acme), draw(acme, "ria"), draw(ria), draw_engine(acme))
        for text in diagram._repr_mimebundle_().values()
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    process = subprocess.run(
        [sys.executable, "-c", DRAW_IN_ANOTHER_PROCESS], env=environment, capture_output=True, check=True
    )
    assert process.stdout.decode() == "".join(texts)


class TestInANotebook:
    def test_it_is_an_image_with_a_description_and_the_outline(self, acme: iamsim.Account) -> None:
        bundle = draw(acme, "ria")._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
        assert bundle["text/plain"] == str(draw(acme, "ria"))
        assert (
            'alt="What applies to ria: 1 own policy; 2 groups (Freeze, Web) with 2 policies."'
            in bundle["text/html"]
        )
        assert f"<pre>{draw(acme, 'ria')}</pre>" in bundle["text/html"]

    @pytest.fixture
    def _no_renderer(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setitem(sys.modules, "wasmtime", None)
        monkeypatch.setenv("PATH", "")
        rendering.renderer.cache_clear()
        yield
        rendering.renderer.cache_clear()

    @pytest.mark.usefixtures("_no_renderer")
    def test_where_no_renderer_it_is_the_text_and_what_to_install(self, acme: iamsim.Account) -> None:
        diagram = draw(acme, "ria")
        assert diagram._repr_mimebundle_() == {"text/plain": f"{diagram}\n({INSTALL_HINT})"}

    def test_without_the_package_graphviz_it_is_the_text_and_what_to_install(
        self, acme: iamsim.Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "graphviz", None)
        diagram = draw(acme, "ria")
        assert diagram._repr_mimebundle_() == {"text/plain": f"{diagram}\n({INSTALL_HINT})"}
