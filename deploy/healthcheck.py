"""Does this container's web server answer? Exit code 0 when it does."""

from __future__ import annotations

import http.client
import sys
from http import HTTPStatus

# As the proxy in front would say it: over plain HTTP a deployment with HTTPS only redirects.
HEADERS = {"Host": "localhost", "X-Forwarded-Proto": "https"}

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/alive/", headers=HEADERS)
sys.exit(connection.getresponse().status != HTTPStatus.OK)
