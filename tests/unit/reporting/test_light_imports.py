from __future__ import annotations

import os
import subprocess
import sys

HEAVY = ("numpy", "scipy", "altair", "vl_convert")
PROGRAM = f"""
import sys, django
django.setup()
import reviewplatform.urls
print(*[name for name in {HEAVY} if name in sys.modules])
"""


def test_it_costs_a_web_process_no_numerical_library_to_show_reports():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "reviewplatform.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == []
