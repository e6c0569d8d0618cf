"""``python -m reviewplatform.cli``, which the ``reviewplatform`` program calls."""

from __future__ import annotations

from reviewplatform.cli import main

if __name__ == "__main__":
    main(prog_name="reviewplatform")
