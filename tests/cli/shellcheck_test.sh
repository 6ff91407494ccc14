#!/usr/bin/env bash
# ShellCheck from inside the sandbox, as users run it. $1: the program.
set -euo pipefail
program=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-shellcheck.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "failed: $*" >&2; exit 1; }
printf 'FROM debian:12\nRUN set -x \\\n && echo $NAME\n' >Dockerfile

# A pipe's reader gets its end at once: nothing of ours holds the output open.
timeout 60 bash -c '"$0" check --policy builtin:hadolint --format gnu | cat >out.txt' "$program" || true
grep -q '^Dockerfile:3:10: info: SC2086: .* \[shell/shellcheck\]$' out.txt || fail "$(cat out.txt)"

"$program" check --policy builtin:hadolint --rule DL4006=off --rule SC2086=off --format gnu >out.txt || fail "off: $(cat out.txt)"
grep -q SC2086 out.txt && fail "a code that is off"

# Nobody runs what lies in the tree, whatever PATH says.
printf '#!/bin/sh\ntouch %s/ran\n' "$work" >shellcheck
chmod +x shellcheck
PATH=.:$work/../$(basename "$work")/nothing "$program" check --policy builtin:hadolint --format gnu >out.txt || fail "without: $?"
grep -q 'not judged: ShellCheck, which the policy asks for, is not installed' out.txt || fail "$(cat out.txt)"
[ ! -e ran ] || fail "a program of the tree was run"

# Without a policy that asks for it nothing is said of it.
PATH=/nonexistent "$program" check --no-fail --format gnu >out.txt || fail "recommended: $?"
grep -qi shellcheck out.txt && fail "recommended: $(cat out.txt)"

# Tests of policies and baselines see it as well.
printf 'schema: 1\nrules: {shell/shellcheck: error}\ntests:\n  - name: quoted\n    dockerfile: |\n      FROM a\n      RUN echo $NAME\n    expect:\n      - {rule: SC2086, line: 2, severity: info}\n' >.dockgate.yaml
"$program" policy test >out.txt || fail "policy test: $(cat out.txt)"
"$program" baseline create >out.txt || fail "baseline: $(cat out.txt)"
grep -q shell/shellcheck .dockgate-baseline.json || fail "not in the baseline"
echo ok
