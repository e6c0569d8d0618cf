#!/bin/bash
# shellcheck disable=SC2086,SC2115
# Faults behind directives.
rm -rf "$1/"* # fault: empty-target SC2115
eval "$2" # nosemgrep # fault: eval CWE-78
# shellcheck disable=all
cp $3 $4 # fault: words-fall-apart SC2086
