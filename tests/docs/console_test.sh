#!/usr/bin/env bash
# Runs every line `$ dockgate …` of the `console` blocks of all pages, each page in a fresh repository; what cannot be
# run here is listed below, with the reason. usage: console_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1 source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-console.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$program" "$work/bin/dockgate"
export PATH=$work/bin:$PATH HOME=$work NO_COLOR=1
failed=0 ran=0

# LINE: prints why it is not run, or nothing.
not_runnable() {
  case $1 in
    'docker run '*) echo 'needs Docker and the published image' ;;
  esac
}

prepare() {  # PAGE
  rm -rf "$work/here"
  cp -r "$source/testdata/article/before" "$work/here"
  cd "$work/here" || exit 1
  case $1 in *from-hadolint.md) printf 'ignored: [DL3008]\nfailure-threshold: warning\n' >.hadolint.yaml ;; esac
  git init -q . && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm one
}

while IFS= read -r page; do
  lines=$(awk '/^```console$/ { on = 1; next } /^```/ { on = 0 } on && /^\$ / { print substr($0, 3) }' "$page")
  [ -n "$lines" ] || continue
  prepare "$page"
  while IFS= read -r line; do
    reason=$(not_runnable "$line")
    if [ -n "$reason" ]; then echo "not run: $line: $reason"; continue; fi
    case $line in
      'dockgate policy '* | 'dockgate review '* | 'dockgate gate'*) [ -e .dockgate.yaml ] || dockgate init >/dev/null 2>&1 ;;
    esac
    out=$(bash -c "$line" </dev/null 2>&1)
    code=$?
    # A finding in the example is no mistake of the page; anything else is.
    # … nor is a policy without tests.
    case $line in 'dockgate policy test'*) [ $code = 3 ] && code=0 ;; esac
    if [ $code -gt 1 ]; then
      echo "${page#"$source"/}: \`$line\` exits with $code:"; head -20 <<<"$out"; failed=1
    fi
    ran=$((ran + 1))
  done <<<"$lines"
done < <(find "$source" \( -name build -o -name .deps -o -name .git -o -name node_modules -o -name testdata \) -prune -o -name '*.md' -print | sort)
[ $ran -ge 10 ] || { echo "only $ran lines were found"; failed=1; }
echo "ran $ran lines"
exit $failed
