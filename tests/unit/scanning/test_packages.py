"""Manifests and imports become packages under the names and versions their ecosystem knows."""

from __future__ import annotations

import json

import pytest

from evaluations.scanning.inside.imports import find_imports
from evaluations.scanning.inside.manifests import read_manifest
from evaluations.scanning.manifests import manifest_kind
from evaluations.scanning.packages import Dependency, package_of, settle


def declared(kind: str, text: str) -> list[tuple[str, str, int]]:
    """Name, version and line of what a manifest declares, without its own project."""
    return [
        (each.name, each.version, each.line) for each in read_manifest(kind, text) if not each.own
    ]


def imported(suffix: str, text: str) -> dict[str, int]:
    """Package -> line of what a file imports."""
    named = (
        (package_of(each.module, suffix), each.line) for each in find_imports(suffix, text.encode())
    )
    return {package[1]: line for package, line in named if package}


def make_dependency(**changes: object) -> Dependency:
    fields: dict[str, object] = {
        "ecosystem": "PyPI",
        "name": "requests",
        "declared": True,
        "path": "a.txt",
        "line": 1,
    }
    return Dependency(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("requirements.txt", "requirements"),
        ("deep/requirements-dev.txt", "requirements"),
        ("dev_requirements.in", "requirements"),
        ("web/package.json", "package-json"),
        ("package-lock.json", "package-lock"),
        ("go.mod", "go-mod"),
        ("Cargo.toml", "cargo-toml"),
        ("Cargo.lock", "cargo-lock"),
        ("pyproject.toml", "pyproject"),
        ("notes.txt", ""),
        ("my_package.json", ""),
    ],
)
def test_it_knows_manifests_by_their_names(path, kind):
    assert manifest_kind(path) == kind


def test_it_reads_requirements_and_takes_only_pins_for_versions():
    text = (
        "# what we need\n"
        "Flask==2.0.1  # web\n"
        "requests>=2.0,<3\n"
        "-r other.txt\n"
        "urllib3[socks]==1.26.4 ; python_version < '4' \\\n"
        "    --hash=sha256:00\n"
        "./local\n"
        "django==4.*\n"
        "git+https://example.org/x.git\n"
        "pip @ https://example.org/pip.whl\n"
    )
    assert declared("requirements", text) == [
        ("Flask", "2.0.1", 2),
        ("requests", "", 3),
        ("urllib3", "1.26.4", 5),
        ("django", "", 8),
        ("pip", "", 10),
    ]


def test_it_reads_every_table_of_a_pyproject():
    text = """\
[build-system]
requires = ["setuptools==65.0"]
[project]
name = "mine"
dependencies = ["PyYAML==5.3.1"]
[project.optional-dependencies]
dev = ["pytest"]
[dependency-groups]
docs = ["sphinx==1.0", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
jinja2 = "==2.4.1"
attrs = {version = "^20"}
"""
    assert declared("pyproject", text) == [
        ("PyYAML", "5.3.1", 5),
        ("setuptools", "65.0", 2),
        ("pytest", "", 7),
        ("sphinx", "1.0", 9),
        ("jinja2", "2.4.1", 12),
        ("attrs", "", 13),
    ]


def test_it_reads_package_json_with_aliases_and_ranges():
    document = {
        "name": "mine",
        "dependencies": {"lodash": "4.17.15", "left": "npm:left-pad@1.3.0"},
        "devDependencies": {"jest": "^29.0.0"},
    }
    text = json.dumps(document, indent=1)
    assert declared("package-json", text) == [
        ("lodash", "4.17.15", 4),
        ("left-pad", "1.3.0", 5),
        ("jest", "", 8),
    ]


def test_it_reads_lock_files_of_new_and_old_npm():
    new = {
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "mine"},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/a/node_modules/@s/b": {"version": "2.0.0-rc.1"},
            "node_modules/linked": {"link": True},
        },
    }
    old = {"dependencies": {"a": {"version": "1.0.0", "dependencies": {"b": {"version": "2.0.0"}}}}}
    assert [each[:2] for each in declared("package-lock", json.dumps(new))] == [
        ("a", "1.0.0"),
        ("@s/b", "2.0.0-rc.1"),
    ]
    assert [each[:2] for each in declared("package-lock", json.dumps(old))] == [
        ("a", "1.0.0"),
        ("b", "2.0.0"),
    ]


def test_it_reads_go_mod_without_its_replacements():
    text = """\
module example.org/mine
go 1.21
require github.com/gin-gonic/gin v1.6.0
require (
\tgolang.org/x/text v0.3.0 // indirect
\tgithub.com/old/one v2.0.0+incompatible
)
replace (
\tgithub.com/other/x v1.0.0 => ../x
)
"""
    assert declared("go-mod", text) == [
        ("github.com/gin-gonic/gin", "1.6.0", 3),
        ("golang.org/x/text", "0.3.0", 5),
        ("github.com/old/one", "2.0.0", 6),
    ]


def test_it_reads_cargo_manifest_and_lock():
    manifest = """\
[package]
name = "mine"
[dependencies]
serde = "1.0"
time = "=0.1.42"
here = { path = "../here" }
renamed = { package = "real-name", version = "=1.2.3" }
[target.'cfg(unix)'.dependencies]
nix = "0.26"
"""
    lock = """\
[[package]]
name = "mine"
version = "0.1.0"
[[package]]
name = "time"
version = "0.1.42"
source = "registry+x"
"""
    assert [each[:2] for each in declared("cargo-toml", manifest)] == [
        ("serde", ""),
        ("time", "0.1.42"),
        ("real-name", "1.2.3"),
        ("nix", ""),
    ]
    assert declared("cargo-lock", lock) == [("time", "0.1.42", 5)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("package-json", "[]"),
        ("package-json", '{"dependencies": 3}'),
        ("package-lock", '{"packages": {"node_modules/a": 1}}'),
        ("pyproject", "[project"),
        ("pyproject", "project = 3"),
        ("cargo-lock", "[[package]]\nversion = '1'"),
        ("cargo-toml", "package = 1"),
    ],
)
def test_it_refuses_a_manifest_that_is_built_otherwise(kind, text):
    with pytest.raises(ValueError, match=r".+"):
        read_manifest(kind, text)


def test_it_names_python_packages_by_what_is_installed_not_imported():
    text = """\
import os, sys
import yaml
from PIL import Image
import google.cloud.storage
from google.protobuf import message
from sklearn.svm import SVC
from . import sibling
import importlib
importlib.import_module("bs4")
__import__("my_package")
"""
    assert imported(".py", text) == {
        "PyYAML": 2,
        "Pillow": 3,
        "google-cloud-storage": 4,
        "protobuf": 5,
        "scikit-learn": 6,
        "beautifulsoup4": 9,
        "my-package": 10,
    }


def test_it_finds_imports_of_scripts_and_no_strings_that_look_like_them():
    text = """\
import fs from "fs";
import { a } from '@scope/pkg/deep';
import "side-effect";
export * from "reexported";
// import "commented"
const b = require("node:path"), c = require('lodash/fp');
const d = await import("lazy");
import type { T } from "./local";
const s = 'require("inside")', t = `import x from "template"`;
other.require("method"); Array.from("letters");
import e = require("old-style");
"""
    assert imported(".ts", text) == {
        "@scope/pkg": 2,
        "side-effect": 3,
        "reexported": 4,
        "lodash": 6,
        "lazy": 7,
        "old-style": 11,
    }


def test_it_finds_imports_of_go_as_modules():
    text = """\
package main
// import "x.org/commented"
import (
\t"fmt"
\t_ "github.com/lib/pq"
\tyaml "gopkg.in/yaml.v2"
\t"github.com/a/b/v3/sub" /* "x.org/y" */
)
import "golang.org/x/text/language"
func main() { fmt.Println("import \\"x.org/z\\"") }
"""
    assert imported(".go", text) == {
        "github.com/lib/pq": 5,
        "gopkg.in/yaml.v2": 6,
        "github.com/a/b/v3": 7,
        "golang.org/x/text": 9,
    }


def test_it_finds_crates_but_not_own_modules():
    text = """\
use std::collections::HashMap;
use serde::{Deserialize, Serialize};
use {rand::{Rng, rngs::A}, tokio, crate::x};
extern crate time;
mod shapes;
use shapes::Circle;
use self::other::Thing;
enum color { Red }
// use commented::x;
const S: &str = "use quoted::x;";
"""
    assert imported(".rs", text) == {"serde": 2, "rand": 3, "tokio": 3, "time": 4}


def test_it_leaves_out_own_projects_and_files():
    known = [
        make_dependency(name="mine", own=True),
        make_dependency(name="mine", declared=False, module="mine.core", path="a.py"),
        make_dependency(name="helpers", declared=False, module="helpers.x", path="a.py"),
        make_dependency(),
    ]
    paths = ["a.txt", "a.py", "src/helpers.py"]
    assert [each.name for each in settle(known, paths)] == ["requests"]


def test_it_keeps_the_versions_of_a_lock_and_drops_what_says_less():
    known = [
        make_dependency(ecosystem="npm", name="lodash", path="package.json"),
        make_dependency(
            ecosystem="npm", name="lodash", version="4.17.15", path="package-lock.json"
        ),
        make_dependency(ecosystem="npm", name="lodash", version="3.0.0", path="package-lock.json"),
        make_dependency(
            ecosystem="npm", name="lodash", declared=False, module="lodash", path="a.js"
        ),
    ]
    assert {each.version for each in settle(known, [])} == {"4.17.15", "3.0.0"}


def test_it_counts_a_package_of_go_to_its_declared_module():
    module = "github.com/a/b/deep"
    known = [
        make_dependency(ecosystem="Go", name=module, version="1.0.0", path="go.mod"),
        make_dependency(
            ecosystem="Go", name="github.com/a/b", declared=False, module=f"{module}/x", path="a.go"
        ),
    ]
    assert [(each.name, each.version) for each in settle(known, [])] == [(module, "1.0.0")]
