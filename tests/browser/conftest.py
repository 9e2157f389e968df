"""The built site, served on this machine, and a browser to read it with."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

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
            if not FRESH and stamp.holds(ROOT, ROOT / "site"):
                shutil.copytree(ROOT / "site", folder / "site")
                return
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
def browser_type_launch_args(browser_type_launch_args: dict, once) -> dict:
    """How pytest-playwright starts Chromium; installed once for all processes that run tests, where there is none."""
    once("chromium", lambda folder: find())
    return {**browser_type_launch_args, "executable_path": find(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_type_launch_args: dict, browser_context_args: dict) -> dict:
    """A reader's browser, as it was installed; on a desk. (It is installed before Playwright starts.)"""
    permissions = ["clipboard-read", "clipboard-write"]
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "permissions": permissions}


@pytest.fixture(scope="session")
def usual(request: pytest.FixtureRequest, browser_context_args: dict) -> BrowserContext:
    """A reader's browser in which no test changes a setting. It keeps what it has loaded, which makes visits quick."""
    try:
        browser = request.getfixturevalue("browser")  # as an argument, it would put its name into those of all tests
    except Error as error:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"{WHAT_TO_DO}\n{error}")
    return browser.new_context(**browser_context_args)


def watch(page: Page, address: str) -> Page:
    """Have a page note what it asks others for, and its errors."""
    page.away, page.errors = [], []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else page.away.append(r.url))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    return page


@pytest.fixture
def open_page(usual: BrowserContext, browser_context_args: dict, address: str, searched: str):
    """A function that opens a page, watched; with options in a browser of its own.

    Only one that is opened for `searching` finds anything.
    """
    with ExitStack() as opened:

        def opener(path: str = "", searching: bool = False, **options) -> Page:
            context, at = usual, searched if searching else address
            if options:
                context = opened.enter_context(usual.browser.new_context(**{**browser_context_args, **options}))
            page = watch(opened.enter_context(context.new_page()), at)
            page.goto(at + path)
            return page

        yield opener


@pytest.fixture
def visitor(usual: BrowserContext, address: str):
    """A page that is still blank, watched; one of its own a visit, as the last one may still ask for something."""
    with usual.new_page() as page:
        yield watch(page, address)
