#!/usr/bin/env bash
# The same tasks, with arguments that stay arguments.
set -euo pipefail

run_filter() {
  grep -e "$1" /var/log/app.log
}

run_remote() {
  convert -- "$1" out.png
}

install_tool() {
  local file
  file=$(mktemp)
  curl -fsSL "$1" -o "$file"
  echo "$2  $file" | sha256sum --check
  bash "$file"
}

fetch_inside() {
  curl --cacert /etc/ssl/inside.pem "$1" -o page.html
}

run_filter "$@"
