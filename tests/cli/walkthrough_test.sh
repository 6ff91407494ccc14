#!/usr/bin/env bash
# From the story's context as it was before the audit to one that may be released: each step is one that the gate has
# asked for, in its own words. usage: walkthrough_test.sh PROGRAM SOURCE
# Edits of files are taken from testdata/walkthrough/after; commands are run as they are printed.
set -uo pipefail
program=$1 source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-walkthrough.XXXXXX")
trap 'rm -rf "$work"' EXIT
cp -r "$source/testdata/walkthrough/before" "$work/api"
after=$source/testdata/walkthrough/after
cd "$work" || exit 1
mkdir bin && ln -s "$program" bin/dockgate && PATH=$work/bin:$PATH
git init -q . && git config user.name "Ada Lovelace" && git config user.email ada@example.com
failed=0
fail() { echo "FAILED: $*"; failed=1; }
gate() { # EXPECTED
  "$program" gate api >out 2>err
  local code=$?
  [ $code = "$1" ] || { fail "the gate exits with $code, expected $1"; cat out err; }
}
says() { # WORDS…: the last run asks for this
  for words in "$@"; do sed -n '/^next:$/,$p' out | grep -F -- "$words" >/dev/null || { fail "the gate does not ask for: $words"; cat out; }; done
}
gone() { # RULE…: the last step mended these
  for rule in "$@"; do grep -qF "[$rule]" out && fail "$rule is still there"; done
}
printed_command() { # WORD: the command that the list of next steps names in backquotes
  sed -n '/^next:$/,$p' out | grep -o '`dockgate [^`]*`' | tr -d '`' | grep -F -- "$1" | head -1
}
take() { for file in "$@"; do mkdir -p "api/$(dirname "$file")" && cp "$after/$file" "api/$file"; done; }

gate 1
grep -q '^refused: ' out || fail "the story's context is not refused"
says 'build on an official or a vendor'"'"'s image' 'name a version and its digest'
take Dockerfile
gate 1
gone base/maintainer base/floating-tag base/digest

says 'pass the full commit of 40 hex digits as the revision' \
  'turn `trust_remote_code` off, or copy the code into your repository, review it, and import it from there'
take app/extractor.py
gate 1
gone model/revision model/remote-code model/fetched-at-start

says 'store the weights as safetensors'
rm api/models/extractor/pytorch_model.bin
take models/extractor/model.safetensors
gate 1
gone weights/unsafe-format weights/dangerous

says 'read the file and what it imports, then sign for it'
review=$(printed_command 'review add')
[ -n "$review" ] || fail "no command is printed that signs a review"
says '`--upstream REPOSITORY@COMMIT` says where it comes from'
upstream=https://huggingface.co/some-org/custom-extractor@a1b2c3d4e5f60718293a4b5c6d7e8f9001122334
# What the reviewer found worth a look is listed above, each with the words that accept it.
accept=()
for rule in $(grep -oE '^[a-z]+\[code/[a-z-]+\]' out | grep -oE 'code/[a-z-]+' | sort -u); do
  grep -qF -- "--accept $rule=REASON" out || fail "it is not said how to accept $rule"
  accept+=(--accept "$rule=a switch for debugging, which nothing sets in production")
done
# shellcheck disable=SC2086
$review --upstream "$upstream" "${accept[@]}" >review.out 2>&1 || { fail "$review: exit $?"; cat review.out; }
gate 1
gone review/missing code/import code/environment

write=$(printed_command 'manifest write')
[ "$(sed -n '/^next:$/,$p' out | grep -c '^  [0-9]')" = 1 ] || fail "more than the manifest is left to do"
# shellcheck disable=SC2086
$write >write.out 2>&1 || { fail "$write: exit $?"; cat write.out; }
gate 0
grep -q '^accepted: ' out || fail "it is not accepted in the end"
grep -q 'reviewed, by Ada Lovelace' out || fail "it is not said who reviewed the code"

# What came out is what stands in testdata, but for the days of the review.
for file in $(cd "$after" && find . -type f | sort); do
  mask='s/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]/DAY/g'
  diff <(sed -E "$mask" "$after/$file") <(sed -E "$mask" "api/$file") >diff.out || { fail "$file differs"; cat diff.out; }
done
[ "$(cd api && find . -type f | sort)" = "$(cd "$after" && find . -type f | sort)" ] || fail "other files came out"
# The one in testdata is accepted as well, as on the day of its making.
"$program" gate "$after" --today 2026-11-29 >out 2>err || { fail "testdata/walkthrough/after is refused"; cat out err; }
[ $failed = 0 ] && echo "from refused to accepted by what the gate says"
exit $failed
