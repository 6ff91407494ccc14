#!/usr/bin/env bash
# The manual page through man and mandoc. usage: manual_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-manual.XXXXXX")
trap 'rm -rf "$work"' EXIT
page=$work/dockgate.1
"$program" man >"$page" || exit 1
failed=0
check() {  # NAME WARNINGS
  if [ -n "$2" ]; then printf '%s warns:\n%s\n' "$1" "$2"; failed=1; else echo "checked with $1"; fi
}
if command -v mandoc >/dev/null; then
  check mandoc "$(mandoc -T lint -W warning "$page" 2>&1)"
else
  echo "skipped: mandoc is not installed"
fi
if command -v man >/dev/null && command -v groff >/dev/null; then
  check man "$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -l "$page" 2>&1 >/dev/null)"
else
  echo "skipped: man or groff is not installed"
fi
# Every command and option that the help lists stands in the page.
for command in check parse facts rules explain init 'policy check' 'policy why' completions; do
  grep -qF ".SS ${command}" "$page" || { echo "the page has no section for $command"; failed=1; }
  # shellcheck disable=SC2086
  for option in $("$program" $command --help | grep -oE '^  (-[a-zA-Z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
    grep -qF -- "${option//-/\\-}" "$page" || { echo "the page has no $option of $command"; failed=1; }
  done
done
exit $failed
