"""Tables: as HTML with headings and a caption, and as aligned text."""

from __future__ import annotations

from iamsim.markup import element, html_table, text_table


def test_the_first_column_names_the_rows_and_cells_are_escaped() -> None:
    table = html_table([["<ria>", element("b", {}, "yes"), "a & b"]], ("User", "<May>", "Why"), caption="Q&A")
    assert str(table) == (
        "<table><caption>Q&amp;A</caption>"
        '<thead><tr><th scope="col">User</th><th scope="col">&lt;May&gt;</th><th scope="col">Why</th></tr></thead>'
        '<tbody><tr><th scope="row">&lt;ria&gt;</th><td><b>yes</b></td><td>a &amp; b</td></tr></tbody></table>'
    )


def test_headings_and_caption_may_be_left_out() -> None:
    assert str(html_table([["a", "b"]])) == '<table><tbody><tr><th scope="row">a</th><td>b</td></tr></tbody></table>'


def test_an_empty_first_heading_is_a_corner() -> None:
    assert '<thead><tr><td></td><th scope="col">May</th></tr></thead>' in str(html_table([["a", "b"]], ("", "May")))


def test_the_table_and_its_rows_may_have_classes() -> None:
    table = html_table(iter([["a", "b"], ["c", "d"]]), css_class="grid", row_classes=["decides", ""])
    assert str(table).startswith('<table class="grid"><tbody><tr class="decides">')
    assert '<tr><th scope="row">c</th>' in str(table)


def test_text_columns_stand_below_each_other() -> None:
    assert text_table([("user", "answer"), ("maria", "no"), ("ria", "")]) == ["user   answer", "maria  no", "ria"]
    assert text_table([("a", "b")], indent="  ") == ["  a  b"]
    assert text_table([]) == []
