"""Runs inside the sandbox: build with a compiler, then leave what it made on the report channel."""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile

REPORT_FD = 3


def main() -> None:
    order = json.loads(sys.argv[1])
    hidden = shutil.ignore_patterns(".review")
    shutil.copytree("/src", "/box/work", ignore=hidden, copy_function=shutil.copyfile)
    for command in order["commands"]:
        finished = subprocess.run(command, cwd="/box/work", stdout=sys.stderr, check=False)  # noqa: S603
        if finished.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {finished.returncode}")
    suffixes = tuple(order["suffixes"])
    with (
        lzma.open(os.fdopen(REPORT_FD, "wb"), "wb", preset=1) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for folder, _, names in os.walk(order["folder"]):
            archive.add(folder, os.path.relpath(folder, order["folder"]), recursive=False)
            for name in names:
                path = os.path.join(folder, name)
                if name.endswith(suffixes) and os.path.isfile(path):
                    archive.add(path, os.path.relpath(path, order["folder"]))


if __name__ == "__main__":
    main()
