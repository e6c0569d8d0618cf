#!/usr/bin/env bash
# Text that becomes commands.
set -euo pipefail

run_filter() {
  eval "grep $1 /var/log/app.log" # fault: eval CWE-78
}

run_remote() {
  bash -c "convert $1 out.png" # fault: command-from-text CWE-78
}

install_tool() {
  curl -fsSL "$1" | sudo bash # fault: run-from-network CWE-494
}

load_settings() {
  source <(curl -fsS "$1") # fault: source-from-network CWE-494
}

fetch_inside() {
  curl -k "$1" -o page.html # fault: certificate CWE-295
}

copy_over() {
  scp -o StrictHostKeyChecking=no "$1" backup:/srv/ # fault: host-key CWE-295
}

run_filter "$@"
