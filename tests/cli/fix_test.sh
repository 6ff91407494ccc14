#!/usr/bin/env bash
# `fix` on real files: its patches with the real git, its writes with real modes and links. usage: fix_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-fix.XXXXXX")
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "FAILED: $*"; failed=1; }
rules="--policy builtin:all"

# A tree with all that makes patches hard.
tree() {
  mkdir -p "$1/a b" "$1/é" "$1/crlf" "$1/bom" "$1/long"
  printf 'FROM debian:12 as x\nCMD a\nCMD b' >"$1/Dockerfile"                                  # no end of the last line
  printf 'FROM debian:12 as x\nEXPOSE 80/TCP\n' >"$1/a b/Dockerfile"                           # a blank in the name
  printf 'FROM debian:12 as x\nEXPOSE 80/TCP\n' >"$1/é/my \"q\".Dockerfile"                    # names that git quotes
  printf 'FROM debian:12 as x\r\nRUN a \\\r\n\r\n  b\r\nCMD c\r\nCMD d\r\n' >"$1/crlf/Dockerfile"
  printf '\xef\xbb\xbf# note\nFROM debian:12 as x\nEXPOSE 80/TCP\n' >"$1/bom/Dockerfile"
  printf '# \x1b[31m red \xff\nFROM debian:12 as x\n# \x1b[0m\nEXPOSE 80/TCP\n' >"$1/long/Dockerfile" # escapes stay in the patch
  for i in $(seq 200); do printf 'ENV A%s b c\nRUN x\n' "$i"; done >>"$1/long/Dockerfile"
  mkdir -p "$1/code"
  printf 'FROM python:3.12\nCOPY load.py /\nCMD ["python", "/load.py"]\n' >"$1/code/Dockerfile"
  printf 'import torch\ntorch.load(\n    "x",  # the weights\n)\n' >"$1/code/load.py"
}
tree "$work/fixed"; tree "$work/patched"
# shellcheck disable=SC2086
(cd "$work/fixed" && "$program" fix $rules --unsafe >"$work/report"); code=$?
[ $code -le 1 ] || fail "fix exits with $code"
grep -q '^fixed  Dockerfile:' "$work/report" || fail "the report does not say what was fixed"
cmp -s "$work/fixed/Dockerfile" <(printf 'FROM debian:12 AS x\nCMD ["b"]') || fail "Dockerfile is $(cat "$work/fixed/Dockerfile")"
grep -q 'weights_only=True' "$work/fixed/code/load.py" || fail "the loader was not fixed"
if command -v git >/dev/null; then
  # shellcheck disable=SC2086
  (cd "$work/patched" && git init -q . && git config core.autocrlf false && "$program" fix $rules --unsafe --diff >"$work/patch" 2>"$work/said")
  git -C "$work/patched" apply --check "$work/patch" || fail "git does not take the patch"
  git -C "$work/patched" apply --whitespace=nowarn "$work/patch" || fail "git does not apply the patch"
  rm -rf "$work/patched/.git"
  diff -r "$work/fixed" "$work/patched" || fail "the patch makes something else than fix"
  grep -q 'fixes to make in' "$work/said" || fail "--diff does not say what there is to do"
  mkdir "$work/sub" && tree "$work/sub/t" && (cd "$work/sub" && git init -q . && cd t && { "$program" fix $rules --diff "a b" 2>/dev/null; true; } | git apply) \
    || fail "a patch made in a folder of the repository is not taken there"
  grep -q '80/tcp' "$work/sub/t/a b/Dockerfile" || fail "a patch made in a folder of the repository changes nothing"
else
  echo "skipped: no git"
fi
# What was fixed stays as it is, and there is no patch any more.
cp -r "$work/fixed" "$work/again"
# shellcheck disable=SC2086
(cd "$work/again" && "$program" fix $rules --unsafe >/dev/null); diff -r "$work/fixed" "$work/again" || fail "a second run changes something"
# shellcheck disable=SC2086
[ -z "$(cd "$work/again" && "$program" fix $rules --unsafe --diff 2>/dev/null)" ] || fail "a patch after all is fixed"

# Exit codes: what is left decides; with --diff also what there is to do.
mkdir "$work/codes" && cd "$work/codes" || exit 1
expect() { # CODE ARGS…
  local want=$1; shift
  "$program" fix "$@" >/dev/null 2>&1; local got=$?
  [ $got -eq "$want" ] || fail "fix $* exits with $got, not $want"
}
printf 'FROM scratch as a\nUSER 1\n' >one
expect 1 --policy builtin:buildkit --diff one
expect 0 --policy builtin:buildkit --diff --no-fail one
expect 0 --policy builtin:buildkit one
expect 0 --policy builtin:buildkit --diff one
printf 'FROM python:3.12\n' >two
expect 1 two
expect 0 --no-fail two
expect 2 --diff --format json two
expect 2 --nonsense
expect 4 missing
mkdir empty; expect 3 empty

# Standard input comes back fixed, and no file of that name is touched.
printf 'FROM a as b\n' >Dockerfile
[ "$(printf 'FROM x as y\n' | "$program" fix --policy builtin:buildkit - 2>/dev/null)" = "FROM x AS y" ] || fail "standard input"
[ "$(cat Dockerfile)" = "FROM a as b" ] || fail "a file was changed in place of standard input"

# Modes and links.
mkdir -p links/in && printf 'FROM a as b\n' >links/real && chmod 640 links/real && ln -s ../real links/in/Dockerfile
(cd links && "$program" fix --policy builtin:buildkit in >/dev/null)
[ "$(cat links/real)" = "FROM a AS b" ] || fail "a link inside of the tree is not followed"
[ -L links/in/Dockerfile ] || fail "a link was replaced by a file"
[ "$(stat -c %a links/real)" = 640 ] || fail "the mode changed"
mkdir -p fence outside && printf 'FROM a as b\n' >outside/Dockerfile && ln -s ../outside/Dockerfile fence/Dockerfile
(cd fence && "$program" fix --policy builtin:buildkit . >/dev/null 2>&1)
[ "$(cat outside/Dockerfile)" = "FROM a as b" ] || fail "a file outside of the tree was changed"
# A file that cannot be written is told, and the others are fixed all the same.
if [ "$(id -u)" -ne 0 ]; then
  mkdir -p locked/a locked/b && printf 'FROM a as b\n' | tee locked/a/Dockerfile >locked/b/Dockerfile && chmod 444 locked/a/Dockerfile
  (cd locked && "$program" fix --policy builtin:buildkit >/dev/null 2>"$work/said"); code=$?
  [ $code -eq 2 ] && grep -q 'cannot write a/Dockerfile' "$work/said" || fail "a file that cannot be written: exit $code"
  [ "$(cat locked/b/Dockerfile)" = "FROM a AS b" ] || fail "the other file was not fixed"
fi
# An interrupted run leaves the old file or the new one, and nothing half. (The program itself is killed, not a shell
# around it: one that lived on would change a file between the two comparisons.)
tree "$work/old"
for _ in 1 2 3 4 5; do
  tree "$work/cut"; (cd "$work/cut" && exec "$program" fix --policy builtin:all --unsafe >/dev/null 2>&1) & sleep 0.0$((RANDOM % 10)); kill -9 $! 2>/dev/null; wait $! 2>/dev/null
  find "$work/cut" -type f ! -name '.dockgate-*' | while read -r file; do
    name=${file#"$work/cut/"}
    cmp -s "$file" "$work/fixed/$name" || cmp -s "$file" "$work/old/$name" || echo "half: $name"
  done | grep . && fail "an interrupted run leaves something half"
  rm -rf "$work/cut"
done
exit $failed
