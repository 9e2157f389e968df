"""Find a Chromium, or get one.

In this order: the one that the environment variable CHROMIUM names, one on the
PATH, Playwright's own, the distribution's package (as root, on Debian and its
kin), Playwright's download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")
WHAT_TO_DO = (
    "No Chromium to test the site with. Install it (Debian, Ubuntu: apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install chromium), or name one: CHROMIUM=/path make test"
)


@cache
def find() -> str | None:
    """The path of a Chromium; None leaves it to Playwright."""
    if named := os.environ.get("CHROMIUM"):
        return named
    if there := _on_path():
        return there
    if _playwright_has_one():
        return None
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing the distribution's chromium ...", file=sys.stderr)
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update"], **quiet)
        for package in PACKAGES:
            subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", package, "fonts-noto-cjk"], **quiet)
            if there := _on_path():
                return there
    print("downloading Playwright's chromium ...", file=sys.stderr)
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return None


@cache
def version() -> str:
    """The version of the Chromium that is there, "" where there is none to ask."""
    there = shutil.which(os.environ.get("CHROMIUM") or _on_path() or "")
    return subprocess.run([there, "--version"], capture_output=True, text=True).stdout.strip() if there else ""


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)
