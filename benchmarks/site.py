"""How long a learner waits on the site: front page, text, lesson, Python, an answer; and how large it is.

Each figure is the median of several visits by a browser that has never been there, server on this machine.

    make site && make bench        or        python benchmarks/site.py [--site site] [--visits 5]
"""
# ruff: noqa: INP001, T201 - a program of its own, and it prints

from __future__ import annotations

import argparse
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.driving import FLAGS, find_browser  # noqa: E402 - found once the path says where

TARGETS = {
    "front page answers, s": 0.5,
    "text shown, s": 0.5,
    "lesson shown, s": 5.0,
    "Python awake, s": 12.0,
    "widget's answer, ms": 150.0,
    "layout shift": 0.1,
    "first visit, MB": 28.0,
    "site, MB": 45.0,
}
LESSON = "08_when_policies_disagree.ipynb"
PATIENCE = 120_000  # ms
TEXT = "#lesson-text h1"
TITLE = "body:not(.is-opening) .jp-Notebook h1"  # once it has taken the text's place
AWAKE = "#course-bar .status[data-state=idle]"
ACTIONS = ("s3:PutObject", "s3:DeleteObject", "s3:GetObject")
RUN = "jupyterapp.commands.execute('notebook:run-all-cells')"
# The page's own clock, which begins with the visit, when the browser has painted what the selector finds.
SEEN = """(selector) => new Promise((resolve) => {
    const look = () => {
        if (!document.querySelector(selector)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, attributes: true });
    look();
})"""
# From the visit to the first answer, to somebody who presses at once.
FRONT_PAGE = """() => new Promise((resolve) => {
    const press = () => {
        document.querySelector('.guesses button')?.click();
        if (!document.querySelector('.stamp')?.textContent) return setTimeout(press, 5);
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    press();
})"""
# https://web.dev/articles/cls: how much of what one looks at has moved without being asked to.
SHIFT = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(
        list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
    )).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(0), 1000);
})"""
# From the moment a menu changes to the next picture that the browser has painted, in its own clock.
ANSWER = """([menu, output, choice]) => new Promise((resolve) => {
    const picture = () => output.querySelector('svg')?.outerHTML;
    const before = picture();
    const began = performance.now();
    new MutationObserver((_, observer) => {
        if (!picture() || picture() === before) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
    }).observe(output, { childList: true, subtree: true });
    menu.value = choice;
    menu.dispatchEvent(new Event('change', { bubbles: true }));
})"""


class Counting(http.server.SimpleHTTPRequestHandler):
    """Hands out files, over connections that are kept as any host keeps them, and counts their bytes."""

    protocol_version = "HTTP/1.1"
    sent = 0

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_header(self, keyword: str, value: str) -> None:
        """Count what a file's header promises."""
        if keyword.lower() == "content-length":
            Counting.sent += int(value)
        super().send_header(keyword, value)


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The site's address while it is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def visit(browser: Browser, address: str) -> dict[str, float]:
    """One first visit; what it took."""
    with new_page(browser) as page:
        page.goto(address, wait_until="commit")
        front_page = page.evaluate(FRONT_PAGE) / 1000
    with new_page(browser) as page:
        sent = Counting.sent
        page.goto(f"{address}notebooks/index.html?path={LESSON}", wait_until="commit")
        seen = [page.evaluate(SEEN, place) / 1000 for place in (TEXT, TITLE, AWAKE)]
        text_shown, lesson_shown, python_awake = seen
        shift = page.evaluate(SHIFT)
        answer_times = list(asked(page))
    return {
        "front page answers, s": front_page,
        "text shown, s": text_shown,
        "lesson shown, s": lesson_shown,
        "Python awake, s": python_awake,
        "widget's answer, ms": median(answer_times),
        "layout shift": shift,
        "first visit, MB": (Counting.sent - sent) / 1e6,
    }


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who has never been on the site."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def asked(page: Page) -> Iterator[float]:
    """Milliseconds of each answer of lesson 08's explorer."""
    page.evaluate(RUN)
    menu = page.get_by_label("Action", exact=True)
    menu.wait_for()
    output: Locator = page.locator(".jp-OutputArea-output").filter(has=menu)
    handles = menu.element_handle(), output.element_handle()
    for choice in ACTIONS * 3:
        yield page.evaluate(ANSWER, [*handles, choice])
        page.wait_for_timeout(300)


def main() -> int:
    """Print each figure beside its target; 1 if one is missed."""
    parser = argparse.ArgumentParser(description="How long a learner waits on the site.")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--visits", type=int, default=5)
    options = parser.parse_args()
    program = find_browser()
    if program is None or not (options.site / "index.html").exists():
        print("expected a browser and a site; run: make site", file=sys.stderr)
        return 2
    with served(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        visits = [visit(browser, address) for _ in range(options.visits)]
        browser.close()
    figures = {name: median(figures_of_visit[name] for figures_of_visit in visits) for name in visits[0]}
    figures["site, MB"] = sum(path.stat().st_size for path in options.site.rglob("*") if path.is_file()) / 1e6
    for name, figure in figures.items():
        target = TARGETS.get(name)
        print(f"{name:<22} {figure:7.2f}" + (f"   target {target:g}" if target else ""))
    print(json.dumps({name: round(figure, 2) for name, figure in figures.items()}))
    return int(any(figures[name] > target for name, target in TARGETS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
