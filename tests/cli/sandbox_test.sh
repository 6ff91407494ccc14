#!/usr/bin/env bash
# The program in its sandbox: outputs and git still work, and the kernel's own word that the rest is given up.
# usage: sandbox_test.sh PROGRAM SOURCE
set -uo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-sandbox.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
fail() { echo "$1"; failed=1; }
printf 'FROM python:latest\nUSER app\n' >Dockerfile

said=$("$program" check --verbose 2>&1 >/dev/null | grep '^sandbox:')
[ -n "$said" ] || fail "--verbose does not tell about the sandbox"
echo "$said"
"$program" check --verbose --no-sandbox 2>&1 | grep '^sandbox:' >/dev/null && fail "--no-sandbox is of no effect"

# Outputs: new, there before, a pipe, standard error; and one that cannot be.
echo old >old.json
piped=$("$program" check --no-fail --format json=new.json --format sarif=old.json --format gnu=/dev/stderr \
  --format jsonl=>(cat >piped; touch piped.done) 2>&1 >/dev/null) || fail "check with four outputs exits with $?"
grep -q '"dockgate.findings/1"' new.json || fail "no new output"
grep -q '"2.1.0"' old.json || fail "an output that was there is not replaced"
grep -q 'base/floating-tag' <<<"$piped" || fail "no output on standard error"
for _ in $(seq 50); do [ -e piped.done ] && break; sleep 0.1; done
grep -q 'base/floating-tag' piped || fail "no output through a pipe"
"$program" check --format json=missing/out.json >/dev/null 2>err
[ $? = 2 ] || fail "an output that cannot be made exits with something else than 2"
grep -q 'cannot write missing/out.json: No such file or directory' err || fail "it is not told why: $(cat err)"

# git inside of the sandbox.
if command -v git >/dev/null; then
  git init -q . && git add Dockerfile && git -c user.name=a -c user.email=a@example.org commit -qm one
  printf 'FROM python:latest\nUSER app\nFROM node:latest\nUSER app\n' >Dockerfile
  out=$("$program" check --no-fail --since HEAD --format gnu 2>err) || fail "--since exits with $?: $(cat err)"
  grep -q '^Dockerfile:3:.*floating-tag' <<<"$out" || fail "--since does not find what is new: $out"
  grep -q '^Dockerfile:1:.*floating-tag' <<<"$out" && fail "--since finds what is old"
else
  echo "skipped: git is not installed"
fi

# What the kernel says of a run that waits for its input.
for command in 'check -' 'parse -' 'facts -'; do
  mkfifo input
  # shellcheck disable=SC2086
  "$program" $command <input >/dev/null 2>&1 &
  exec 3>input
  state=
  for _ in $(seq 100); do
    state=$(awk '/^NoNewPrivs:|^Seccomp:/ { printf "%s ", $2 }' "/proc/$!/status")
    [ "${state%% *}" = 1 ] && break
    sleep 0.05
  done
  sleep 0.1
  state=$(awk '/^NoNewPrivs:|^Seccomp:/ { printf "%s ", $2 }' "/proc/$!/status")
  case $said in
    *seccomp*) [ "$state" = "1 2 " ] || fail "$command: the kernel says $state" ;;
    *) echo "skipped: no seccomp here" ;;
  esac
  exec 3>&-
  wait $!
  rm input
done
exit $failed
