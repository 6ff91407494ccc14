#!/usr/bin/env bash
# Runs each `script/run …` line of the README's shell blocks with the program that was just built, and checks that
# every script it names exists. usage: readme_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
cd "$2" || exit 1
count=0
while read -r line; do
  set -- $line
  [ -x "$1" ] || { echo "README: $1 is not there"; exit 1; }
  if [ "$1" = script/run ]; then
    shift
    out=$("$program" "$@" 2>&1)
    code=$?
    [ $code -eq 1 ] || { echo "README: $line: exit $code"; echo "$out"; exit 1; }
    grep -q 'error\[model/remote-code\]' <<<"$out" || { echo "README: no remote code found"; exit 1; }
  fi
  count=$((count + 1))
done < <(sed -n '/^```sh$/,/^```$/p' README.md | grep '^script/')
[ $count -ge 2 ] || { echo "README: its commands were not found"; exit 1; }
echo "ran $count commands"
