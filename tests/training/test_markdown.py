"""A lesson becomes a part of a page, and nothing in it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.markdown import lesson_html


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("# One\n\n## Two\n\n### Three", "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n"),
        ("**b** *i*", "<p><strong>b</strong> <em>i</em></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[a](https://dgaspc.ro/x)", '<p><a href="https://dgaspc.ro/x" rel="noopener noreferrer">a</a></p>\n'),
        ("[a](http://x.ro)", '<p><a rel="noopener noreferrer">a</a></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
    ],
)
def test_markdown_becomes_clean_html(text, drawn):
    assert lesson_html(text) == drawn


def test_tables_are_drawn_without_styles():
    drawn = lesson_html("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert "<table>" in drawn and "<td>2</td>" in drawn and "style" not in drawn


@given(st.text(alphabet="<>scriptona=\"'/:[]()!#*`&;\\ \n", max_size=60))
def test_nothing_that_acts_comes_out(text):
    drawn = lesson_html(text)
    assert "<script" not in drawn and "<img" not in drawn and "javascript:" not in drawn.split("href=", 1)[-1][:15]
