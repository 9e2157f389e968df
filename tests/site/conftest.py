"""The built site, served on this machine, and a browser to read it with."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.project import ROOT
from tests.site.chromium import FLAGS, WHAT_TO_DO, find


@pytest.fixture(scope="session")
def site(once, records) -> Path:
    """The whole site, built for these tests from the records there are."""
    def build(folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "asrun", "build"], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "SITE_DIR": str(folder / "site"), "SITE_URL": "", "REPO_URL": ""})
        assert done.returncode == 0, done.stderr
        assert "no example had to run" in done.stdout, "the records of this run are used again"

    return once("whole-site", build) / "site"


@pytest.fixture(scope="session")
def address(site: Path):
    """Where the site is served, at a path below the root as project pages are."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def translate_path(self, path):
            return super().translate_path(path.removeprefix("/learn/tf"))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/learn/tf/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        except Error as error:
            reason = f"{WHAT_TO_DO}\n{error}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def nothing_to_find(site: Path):
    """A function that answers for a search index of the site: as it is, but empty. To build a full one takes seconds."""
    indices = {path.parts[-3]: {**json.loads(path.read_text(encoding="utf-8")), "docs": []}
               for path in site.glob("*/search/search_index.json")}
    return lambda route: route.fulfill(json=indices[route.request.url.split("/")[-3]])


@pytest.fixture
def open_page(browser: Browser, address: str, nothing_to_find):
    """A function that opens a page in a browser of its own, and watches what it asks for.

    Only a page that is opened for `searching` has something to find.
    """
    contexts = []

    def opener(path: str = "", searching: bool = False, **options) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        if not searching:
            context.route("**/search/search_index.json", nothing_to_find)
        page = context.new_page()
        page.away, page.errors = [], []
        page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else page.away.append(r.url))
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.errors.append(str(e)))
        page.goto(address + path)
        return page

    yield opener
    for context in contexts:
        context.close()
