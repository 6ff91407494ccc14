#!/usr/bin/env bash
# git merges what two branches have done to a lock, and what it cannot merge is called a conflict.
# usage: lock_merge_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
command -v git >/dev/null || { echo "skipped: git is not installed"; exit 0; }
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-merge.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
fail() { echo "$1"; failed=1; }
git() { command git -c user.name=a -c user.email=a@example.org -c init.defaultBranch=main "$@"; }
digest() { printf 'sha256:%064d' "$1"; }
# dockerfile NAME=DIGEST…: one FROM for each.
dockerfile() { for each in "$@"; do printf 'FROM %s@%s\n' "${each%=*}" "$(digest "${each#*=}")"; done >Dockerfile; }
save() { "$program" lock >/dev/null || fail "lock exits with $?"; git add -A; git commit -qm "$1"; }

git init -q .
dockerfile b:1=1 m:1=2 x:1=3
save base
git checkout -qb one
dockerfile a:1=4 b:1=1 m:1=2 x:1=3
save "a new name in front"
git checkout -q main
dockerfile b:1=1 m:1=5 x:1=3
save "another digest in the middle"
git checkout -q main
git merge -q -m merged one >log 2>&1
git ls-files -u | grep -q dockgate.lock && fail "the lock does not merge: $(cat log)"
dockerfile a:1=4 b:1=1 m:1=5 x:1=3
"$program" lock check || fail "what was merged is not what both wanted"

git add -A; git commit -qm merged
for branch in left right; do
  git checkout -q main
  git checkout -qb "$branch"
  number=7
  [ "$branch" = left ] && number=6
  dockerfile a:1=4 b:1=1 m:1=5 "x:1=$number"
  save "$branch"
done
git merge -q -m both left >/dev/null 2>&1 && fail "two digests of one name merge"
out=$("$program" lock check 2>&1)
[ $? = 2 ] || fail "a conflict is not exit code 2"
grep -q 'a merge has left a conflict here' <<<"$out" || fail "a conflict is not called that: $out"
exit $failed
