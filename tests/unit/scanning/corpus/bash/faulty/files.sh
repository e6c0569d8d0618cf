#!/bin/bash
# Files that others can reach, and words that fall apart.
DB_PASSWORD=hunter2-hunter2 # fault: password CWE-798
log=/tmp/report.$$ # fault: guessable-name CWE-377
target=$1

chmod 777 /srv/shared # fault: open-to-all CWE-732
echo "started" > /tmp/report.lock # fault: guessable-file CWE-377
rm -rf "$target/"* # fault: empty-target SC2115
cp $target $log # fault: words-fall-apart SC2086
cd /srv/data # fault: cd-may-fail SC2164
rm -f old.csv
for name in $(ls *.csv); do # fault: list-of-ls SC2045
  echo "$name"
done
if [ "$target" = "a" -a -n "$log" ]; then # fault: and-in-test SC2166
  echo same
fi
mysql -u app -p"$DB_PASSWORD" orders # fault: password-in-arguments CWE-214
read line # fault: backslashes SC2162
unused="$line" # fault: unused SC2034
