#!/bin/bash
# Files of our own, and words that hold together.
set -euo pipefail

: "${DB_PASSWORD:?is not set}"
log=$(mktemp)
target=${1:?which folder}

chmod 750 /srv/shared
echo "started" > "$log"
rm -rf -- "${target:?}/"*
cp -- "$target" "$log"
cd /srv/data || exit 1
rm -f old.csv
for name in *.csv; do
  [ -e "$name" ] || continue
  echo "$name"
done
if [ "$target" = "a" ] && [ -n "$log" ]; then
  echo same
fi
mysql --defaults-extra-file=/etc/app/mysql.cnf orders
token=$(cat /run/secrets/token)
export token
read -r line
echo "$line"
