"""The one-page summary as a browser prints it: one sheet, whichever paper a country uses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tools.write_pages import pages

pytestmark = pytest.mark.browser
SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_summary_fits_on_one_sheet(paper: str, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(dict(pages())["summary.html"])
    assert len(SHEET.findall(page.pdf(format=paper))) == 1
    page.close()
