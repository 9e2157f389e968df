"""Serve the built site as a project page is served, and what its tests need beside it."""

from __future__ import annotations

import http.server
import json
import re
from functools import cached_property
from http import HTTPStatus
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

PLACE = "/learn/tf/"  # below the root, as project pages are
TOOL = "axe.js"  # what is not of the site


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves the site; ``/quick`` before a path gives it with an empty search index, since a full one takes seconds."""

    protocol_version = "HTTP/1.1"
    axe = Axe().axe_script.encode()

    @cached_property
    def policy(self) -> list[tuple[str, str]]:
        """What a host adds to each answer, as the site asks it to."""
        asked = Path(self.directory, "_headers").read_text(encoding="utf-8")
        return re.findall(r"^  ([\w-]+): (.*)$", asked, re.M)

    def end_headers(self):
        for name, value in self.policy:
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code, message=None, explain=None):
        missing = Path(self.directory, "404.html").read_bytes()
        if code == HTTPStatus.NOT_FOUND and self.path.startswith(("/quick" + PLACE, PLACE)):
            self._send("text/html; charset=utf-8", missing, code)
        else:
            super().send_error(code, message, explain)

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path.endswith(f"/{TOOL}"):
            self._send("text/javascript", self.axe)
        elif self.path.startswith("/quick") and self.path.endswith("/search/search_index.json"):
            index = json.loads(Path(self.translate_path(self.path)).read_text(encoding="utf-8"))
            self._send("application/json", json.dumps({**index, "docs": []}).encode())
        else:
            super().do_GET()

    def translate_path(self, path):
        return super().translate_path("/" + path.removeprefix("/quick").removeprefix(PLACE))

    def _send(self, kind: str, body: bytes, code: int = 200) -> None:
        self.send_response(code)
        for header, value in {
            "Content-Type": kind,
            "Content-Length": len(body),
            "Cache-Control": "max-age=3600",
        }.items():
            self.send_header(header, str(value))
        self.end_headers()
        self.wfile.write(body)
