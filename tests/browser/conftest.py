"""The built site, served on this machine, and a browser to read it with."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from asrun.site import stamp
from tests.browser.chromium import FLAGS, WHAT_TO_DO, find
from tests.browser.server import PLACE, Server
from tests.project import FRESH, ROOT


@pytest.fixture(scope="session")
def site(once, records) -> Path:
    """The whole site: the one in site/ if it is what a build would give, or one that is built for these tests."""

    def build(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"SITE_URL": "", "REPO_URL": "", "SITE_DIR": str(folder / "site")}.items():
                patch.setenv(name, value)
            if not FRESH and stamp.holds(ROOT, ROOT / "site", records):
                return shutil.copytree(ROOT / "site", folder / "site")
            done = subprocess.run([sys.executable, "-m", "asrun", "build"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "no example had to run" in done.stdout, "the records of this run are used again"

    return once("whole-site", build) / "site"


@pytest.fixture(scope="session")
def host(site: Path):
    """The server of the site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def address(host: str) -> str:
    """Where the site is, with an empty search index."""
    return f"{host}/quick{PLACE}"


@pytest.fixture
def searched(host: str) -> str:
    """Where the site is, with its search index."""
    return f"{host}{PLACE}"


@pytest.fixture(scope="session")
def browser(once):
    """Chromium, headless; installed once for all processes that run tests, where there is none."""
    once("chromium", lambda folder: find())
    path = find()
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            reason = f"{WHAT_TO_DO}\n{error}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield chromium
        chromium.close()


def watch(page: Page, address: str) -> Page:
    """Have a page note what it asks others for, and its errors."""
    page.away, page.errors = [], []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else page.away.append(r.url))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    return page


def reader(browser: Browser, **options) -> BrowserContext:
    """A reader's browser, as it was installed; on a desk if nothing else is said."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


@pytest.fixture(scope="session")
def usual(browser: Browser) -> BrowserContext:
    """A reader's browser in which no test changes a setting."""
    return reader(browser)


@pytest.fixture
def open_page(browser: Browser, usual: BrowserContext, address: str, searched: str):
    """A function that opens a page, watched; with options in a browser of its own.

    Only one that is opened for `searching` finds anything.
    """
    opened = []

    def opener(path: str = "", searching: bool = False, **options) -> Page:
        context, at = reader(browser, **options) if options else usual, searched if searching else address
        page = watch(context.new_page(), at)
        opened.append(context if options else page)
        page.goto(at + path)
        return page

    yield opener
    for one in opened:
        one.close()


@pytest.fixture
def visitor(usual: BrowserContext, address: str):
    """A page that is still blank, watched. (One of its own a visit: what the last one still asked for is not this one's.)"""
    page = watch(usual.new_page(), address)
    yield page
    page.close()
