"""Imports -> packages: in which ecosystem, under which name; what is no package is left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from packaging.utils import canonicalize_name

PYPI, NPM, GO, CRATES = "PyPI", "npm", "Go", "crates.io"

MOST_DEPENDENCIES = 2000
"""Of one solution; a lock file made to hold more is not worth more rows."""

Key = tuple[str, str]
"""Ecosystem and the one way to write the name."""

PYTHON_PACKAGES = {
    # Packages whose name is not the one that is imported.
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "corsheaders": "django-cors-headers",
    "Crypto": "pycryptodome",
    "Cryptodome": "pycryptodomex",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "gi": "PyGObject",
    "google.cloud.bigquery": "google-cloud-bigquery",
    "google.cloud.storage": "google-cloud-storage",
    "google.generativeai": "google-generativeai",
    "google.protobuf": "protobuf",
    "googleapiclient": "google-api-python-client",
    "grpc": "grpcio",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "kafka": "kafka-python",
    "ldap": "python-ldap",
    "magic": "python-magic",
    "memcache": "python-memcached",
    "mpl_toolkits": "matplotlib",
    "mysql.connector": "mysql-connector-python",
    "MySQLdb": "mysqlclient",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "pylab": "matplotlib",
    "pythoncom": "pywin32",
    "rest_framework": "djangorestframework",
    "ruamel.yaml": "ruamel.yaml",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socks": "PySocks",
    "telegram": "python-telegram-bot",
    "usb": "pyusb",
    "websocket": "websocket-client",
    "win32api": "pywin32",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
NAMESPACES = frozenset({"google", "google.cloud", "mysql", "ruamel", "zope", "azure"})
"""Parts that many packages share: an import of something unknown in one names no package."""

LEFT_THE_STANDARD_LIBRARY = frozenset({"distutils", "imp", "asynchat", "asyncore", "smtpd"})
"""Modules of older Pythons; no package either."""

NODE_MODULES = frozenset(
    {
        *("assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants"),
        *("crypto", "dgram", "diagnostics_channel", "dns", "domain", "events", "fs", "http"),
        *("http2", "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process"),
        *("punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys"),
        *("test", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi"),
        *("worker_threads", "zlib"),
    }
)
RUST_CRATES = frozenset({"std", "core", "alloc", "proc_macro", "test", "crate", "self", "super"})
NPM_NAME = re.compile(r"(@[a-z0-9~-][\w.~-]*/)?[a-z0-9~-][\w.~-]*", re.ASCII)
GO_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """A package that a solution declares or imports; ``version`` is empty where it is unknown.

    ``module`` is what the code imports, empty for what a manifest declares; ``own`` is the project
    that the manifest belongs to.
    """

    ecosystem: str
    name: str
    version: str = ""
    declared: bool
    path: str
    line: int
    module: str = ""
    own: bool = False


def package_of(module: str, suffix: str) -> tuple[str, str] | None:
    """Ecosystem and name of what is imported, ``None`` for the standard library and own files."""
    if suffix == ".py":
        return _of_python(module)
    if suffix == ".go":
        return _of_go(module)
    if suffix == ".rs":
        return None if module in RUST_CRATES else (CRATES, module)
    return _of_script(module)


def settle(dependencies: Iterable[Dependency], paths: Iterable[str]) -> tuple[Dependency, ...]:
    """What is really somebody else's, once for each file that names it.

    Left out are the solution's own projects and files (``paths``), and a package without a version
    where it stands elsewhere with one, or an imported one that is declared.
    """
    known = list(dependencies)
    modules = sorted(
        (each.name for each in known if each.ecosystem == GO and not each.module), key=len
    )
    own = {identity(each.ecosystem, each.name) for each in known if each.own}
    local = _local_modules(paths)
    named = [_in_its_module(each, modules) for each in known]
    foreign = [each for each in named if _key(each) not in own and not _is_local(each, local)]
    best: dict[Key, int] = {}
    for each in foreign:
        best[_key(each)] = max(best.get(_key(each), 0), _knowledge(each))
    kept = {
        (_key(each), each.version, each.path): each
        for each in reversed(foreign)
        if _knowledge(each) == best[_key(each)]
    }
    return tuple(sorted(kept.values(), key=lambda each: (each.path, each.line, each.name)))


def identity(ecosystem: str, name: str) -> Key:
    """The same for every way to write one package's name."""
    if ecosystem == PYPI:
        return ecosystem, canonicalize_name(name)
    return ecosystem, name.replace("_", "-").lower() if ecosystem == CRATES else name


def _knowledge(dependency: Dependency) -> int:
    return 2 * bool(dependency.version) + dependency.declared


def _key(dependency: Dependency) -> Key:
    return identity(dependency.ecosystem, dependency.name)


def _in_its_module(dependency: Dependency, modules: Iterable[str]) -> Dependency:
    """An import of Go under the name of the longest declared module that its path lies in."""
    path = f"{dependency.module}/"
    inside = [name for name in modules if path.startswith(f"{name}/")]
    return replace(dependency, name=inside[-1]) if inside else dependency


def _is_local(dependency: Dependency, local: set[str]) -> bool:
    return dependency.ecosystem == PYPI and dependency.module.partition(".")[0] in local


def _local_modules(paths: Iterable[str]) -> set[str]:
    """Names under which Python code finds the solution's own files."""
    parts = {part for path in paths for part in PurePosixPath(path).with_suffix("").parts}
    return {part for part in parts if part.isidentifier()}


def _of_python(module: str) -> tuple[str, str] | None:
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names or top in LEFT_THE_STANDARD_LIBRARY or top == "__main__":
        return None
    known = _longest_known(module, PYTHON_PACKAGES)
    if known is None and any(
        module == each or module.startswith(f"{each}.") for each in NAMESPACES
    ):
        return None
    return PYPI, known or str(canonicalize_name(top))


def _longest_known(module: str, names: Mapping[str, str]) -> str | None:
    parts = module.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((names[prefix] for prefix in prefixes if prefix in names), None)


def _of_script(module: str) -> tuple[str, str] | None:
    parts = module.split("/")
    name = "/".join(parts[: 2 if module.startswith("@") else 1])
    if name in NODE_MODULES or not NPM_NAME.fullmatch(name):  # "./file", "node:fs", "@/alias"
        return None
    return NPM, name


def _of_go(path: str) -> tuple[str, str] | None:
    """The module that a package lies in, as far as the path tells: hosts with known layouts."""
    parts = path.split("/")
    if not GO_DOMAIN.fullmatch(parts[0]) or len(parts) < 2:
        return None
    if parts[0] in {"github.com", "gitlab.com", "bitbucket.org", "golang.org", "gopkg.in"}:
        long = parts[0] in {"github.com", "gitlab.com", "bitbucket.org"}
        long |= parts[0] == "golang.org" and parts[1] == "x"
        kept = parts[: 3 if long else 2]
        has_major = len(parts) > len(kept) and re.fullmatch(r"v\d+", parts[len(kept)])
        return GO, "/".join(parts[: len(kept) + bool(has_major)])
    return GO, path
