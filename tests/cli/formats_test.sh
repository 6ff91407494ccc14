#!/usr/bin/env bash
# Each format read by a real consumer, where one is installed. usage: formats_test.sh PROGRAM SOURCE
# DOCKGATE_SCHEMAS may name a folder with public schemas: sarif.json, rdjson.json, junit.xsd, checkstyle.xsd.
set -uo pipefail
program=$1
cd "$2/testdata" || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-formats.XXXXXX")
trap 'rm -rf "$work"' EXIT
schemas=${DOCKGATE_SCHEMAS:-}
failed=0
fail() { echo "FAILED: $*"; failed=1; }
# A context whose names try to break whoever reads the report.
mkdir -p "$work/evil/a \"b\"<&]]>'\`|::error::%0A;"
printf 'FROM "x\033[31m]]>&<b>|::error::%%0A":latest\nFROM a\377b:1 AS "\n::error::\n##vso[task.x]y\n' \
  >"$work/evil/a \"b\"<&]]>'\`|::error::%0A;/Dockerfile"
formats="text json jsonl sarif github gitlab codeclimate codacy azure sonarqube checkstyle junit rdjson rdjsonl markdown gnu"
for format in $formats; do
  for case in all clean evil; do
    case $case in
      all) paths="cases/formats/tree cases/formats/missing/Dockerfile" ;;
      clean) paths=cases/formats/clean ;;
      evil) paths=$work/evil ;;
    esac
    # shellcheck disable=SC2086
    "$program" check $paths --format $format="$work/$case.$format" --show-suppressed >"$work/out" 2>&1
    code=$?
    [ $code -le 4 ] || fail "$case as $format: exit $code"
    [ -s "$work/out" ] && [ $code -ne 2 ] && grep -q . "$work/out" && fail "$case as $format writes to the console: $(head -1 "$work/out")"
    [ -e "$work/$case.$format" ] || fail "$case as $format wrote no file"
  done
done
# hadolint's formats, which have the shapes of ours where those serve the same readers.
for format in checkstyle junit sarif json gitlab_codeclimate sonarqube codeclimate codacy; do
  "$program" hadolint -f "$format" -o "$work/hadolint.$format" cases/hadolint/tree/Dockerfile >"$work/out" 2>/dev/null
  [ -s "$work/hadolint.$format" ] || fail "hadolint's $format wrote no file"
  [ -s "$work/out" ] && fail "hadolint's $format writes to the console as well"
done
# Several at once are what each is alone.
"$program" check cases/formats/tree cases/formats/missing/Dockerfile --show-suppressed --format sarif="$work/both.sarif" \
  --format junit="$work/both.junit" --format gnu >"$work/both.gnu" 2>/dev/null
for format in sarif junit gnu; do cmp -s "$work/both.$format" "$work/all.$format" || fail "$format differs beside others"; done

if command -v xmllint >/dev/null; then
  for format in checkstyle junit; do
    for case in all clean evil hadolint; do
      xmllint --noout "$work/$case.$format" || fail "$case.$format is not XML"
      if [ -n "$schemas" ] && [ -e "$schemas/$format.xsd" ]; then
        xmllint --noout --schema "$schemas/$format.xsd" "$work/$case.$format" 2>&1 | grep -v validates && fail "$case.$format against its schema"
      fi
    done
  done
  echo "checked with xmllint"
else
  echo "skipped: xmllint is not installed"
fi
if command -v node >/dev/null; then
  node - "$work" <<'JS' || fail "JSON"
const fs = require('fs'), work = process.argv[2];
for (const format of ['json', 'sarif', 'gitlab_codeclimate', 'sonarqube'])
  JSON.parse(fs.readFileSync(`${work}/hadolint.${format}`, 'utf8'));
for (const name of ['all', 'clean', 'evil']) {
  for (const format of ['json', 'sarif', 'gitlab', 'sonarqube', 'rdjson'])
    JSON.parse(fs.readFileSync(`${work}/${name}.${format}`, 'utf8'));
  for (const [format, end] of [['jsonl', '\n'], ['rdjsonl', '\n'], ['codacy', '\n'], ['codeclimate', '\0']])
    for (const part of fs.readFileSync(`${work}/${name}.${format}`, 'utf8').split(end).filter(Boolean)) JSON.parse(part);
}
JS
  echo "checked with node"
else
  echo "skipped: node is not installed"
fi
multitool=${DOCKGATE_SARIF_MULTITOOL:-$(command -v sarif-multitool || command -v Sarif.Multitool || true)}
if [ -n "$multitool" ]; then
  for case in all clean evil hadolint; do
    "$multitool" validate "$work/$case.sarif" --output "$work/report.sarif" --log ForceOverwrite >"$work/out" 2>&1
    # SARIF2005 wants the address of a home page.
    grep -E ': (error|warning) ' "$work/out" | grep -v ' SARIF2005: ' && fail "$case.sarif: the SARIF multitool complains"
  done
  echo "checked with the SARIF multitool"
else
  echo "skipped: the SARIF multitool is not installed (npm has @microsoft/sarif-multitool)"
fi
reviewdog=$(command -v reviewdog || true)
if [ -n "$reviewdog" ]; then
  for format in rdjson rdjsonl; do
    for case in all evil; do
      "$reviewdog" -f=$format -reporter=local -diff='true' -filter-mode=nofilter -fail-level=none <"$work/$case.$format" >"$work/out" 2>&1 ||
        fail "$case.$format: reviewdog: $(head -3 "$work/out")"
    done
  done
  echo "checked with reviewdog"
else
  echo "skipped: reviewdog is not installed"
fi
exit $failed
