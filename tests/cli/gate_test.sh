#!/usr/bin/env bash
# The release gate, the manifest and the evidence as a pipeline uses them. usage: gate_test.sh PROGRAM SOURCE
# DOCKGATE_SCHEMAS may name a folder with public schemas: cyclonedx-1.6.json (with those it refers to beside it).
set -uo pipefail
program=$1 source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/dockgate-gate.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
fail() { echo "FAILED: $*"; failed=1; }
run() { # EXPECTED WORDS…
  local expected=$1; shift
  "$program" "$@" >out 2>err
  local code=$?
  [ $code = "$expected" ] || { fail "dockgate $*: exit $code, expected $expected"; head -5 out err; }
}
cp -r "$source/testdata/walkthrough/after" ctx
day="--today 2026-11-29"
# shellcheck disable=SC2086
run 0 gate ctx $day --evidence one
grep -q '^accepted: ' out || fail "the decision is not printed"
# shellcheck disable=SC2086
run 0 gate ctx $day --evidence two
for file in evidence.json evidence.md evidence.html findings.sarif verification-summary.json; do
  [ -s "one/$file" ] || fail "no $file"
  cmp -s "one/$file" "two/$file" || fail "$file is not the same in the second run"
done
# The evidence says how to make itself again.
sed -n '/^```sh$/,/^```$/p' one/evidence.md | grep '^dockgate' | sed "s#^dockgate#'$program'#" >again.sh
echo ' --evidence three' >>again.sh
bash -c "$(tr -d '\n' <again.sh)" >/dev/null 2>&1
cmp -s one/evidence.json three/evidence.json || fail "what evidence.md tells to run does not make the same evidence"
run 0 gate diff one two
grep -q 'no difference' out || fail "the same evidence differs"

# One flipped bit, whatever the size of the file.
run 0 manifest verify ctx
cp -r ctx flipped
node -e '
const fs = require("fs"), file = "flipped/models/extractor/model.safetensors", bytes = fs.readFileSync(file);
bytes[bytes.length - 1] ^= 1; fs.writeFileSync(file, bytes);'
run 1 manifest verify flipped
grep -q 'weights `models/extractor/model.safetensors`: sha256' out || fail "it is not said what differs: $(cat out)"
[ "$(grep -c 'changed' out)" = 1 ] || fail "more is said than differs: $(cat out)"
run 1 manifest verify flipped --format json
node -e 'const d = JSON.parse(require("fs").readFileSync("out")); if (d.differences.length !== 1 || d.differences[0].field !== "sha256" || !(d.differences[0].line > 1)) process.exit(1)' ||
  fail "the differences as JSON: $(cat out)"
# shellcheck disable=SC2086
run 1 gate flipped $day --evidence bad
run 0 gate diff one bad
grep -q 'refused' out && grep -q 'manifest/mismatch' out || fail "gate diff does not tell: $(cat out)"
# shellcheck disable=SC2086
run 0 gate flipped $day --no-fail
grep -q '^refused: ' out || fail "--no-fail changes the decision"

# A Dockerfile inside of a compose file has stages as well.
mkdir inlined && printf '%s\n' 'services:' '  api:' '    build:' '      context: .' '      dockerfile_inline: |' \
  '        FROM python:3.12 AS api' '        USER 1000' >inlined/compose.yaml
# shellcheck disable=SC2086
run 1 gate inlined $day --evidence inlined.out
node -e 'const e = JSON.parse(require("fs").readFileSync("inlined.out/evidence.json"));
const of = (list) => list.filter((each) => each.rule === "base/digest").map((each) => each.file + " " + each.stage).join();
if (of(e.findings) !== "inlined/compose.yaml api" || of(e.verdicts) !== of(e.findings)) throw new Error(of(e.findings) + " | " + of(e.verdicts));' ||
  fail "the stage of an inline Dockerfile is not in the evidence"

# What cannot be read as Python cannot be judged.
cp -r ctx unread && echo 'def broken(:' >>unread/app/serve.py
# shellcheck disable=SC2086
run 4 gate unread $day
grep -q '^refused: ' out || fail "a program that is not valid Python is released: $(cat out)"
grep -q 'app/serve.py:.*not valid Python' out err || fail "it is not said what is not valid: $(cat out err)"

# What is not there, or not valid.
mkdir empty && run 3 gate empty
run 3 manifest write empty
run 2 manifest verify empty
rm -rf broken && cp -r ctx broken && echo '{' >broken/.dockgate-manifest.json
run 2 gate broken
run 2 manifest verify broken
run 2 gate diff one broken
run 2 gate ctx --today yesterday
run 2 manifest write ctx --format sarif
# An expired review is no review.
run 1 gate ctx --today 2031-01-01
grep -q 'review/expired' out || fail "an expired review counts"

# Reports without a folder.
run 0 report ctx --format html=page.html --format json=report.json --format markdown=report.md
grep -q '</html>' page.html || fail "no page"
# shellcheck disable=SC2086
run 0 report flipped $day
grep -q '^# Release gate: refused' out || fail "the report of a refusal"

# The manifest against its schema, and the schema against what it must not take.
for format in json cyclonedx in-toto; do run 0 manifest write ctx --format $format=m.$format; done
cmp -s m.json ctx/.dockgate-manifest.json || fail "--format json is not what is written"
node - "$source" <<'JS' || fail "manifest.schema.json"
const fs = require('fs'), { check } = require(process.argv[2] + '/tests/cli/json_schema.js');
const schema = JSON.parse(fs.readFileSync(process.argv[2] + '/docs/manifest.schema.json'));
const read = () => JSON.parse(fs.readFileSync('m.json'));
let bad = check(schema, read());
if (bad.length) { console.log(bad); process.exit(1); }
const wrong = {
  'another schema': (m) => { m.schema = 'dockgate.manifest/2'; },
  'a key that is not known': (m) => { m.builds[0].weights[0].extra = 1; },
  'no digest': (m) => { delete m.builds[0].weights[0].sha256; },
  'a short digest': (m) => { m.builds[0].code[0].sha256 = 'abc'; },
  'a negative size': (m) => { m.builds[0].weights[0].bytes = -1; },
  'a verdict that is none': (m) => { m.builds[0].weights[0].verdict = 'fine'; },
  'a review without reviewer': (m) => { delete m.builds[0].code[0].review.reviewer; },
};
for (const [name, change] of Object.entries(wrong)) {
  const manifest = read();
  change(manifest);
  if (check(schema, manifest).length === 0) { console.log('the schema takes ' + name); process.exit(1); }
}
JS
node - <<'JS' || fail "in-toto statements"
const fs = require('fs'), crypto = require('crypto');
const say = (what) => { console.log(what); process.exitCode = 1; };
for (const file of ['m.in-toto', 'one/verification-summary.json']) {
  const s = JSON.parse(fs.readFileSync(file));
  if (s._type !== 'https://in-toto.io/Statement/v1') say(file + ': _type');
  if (!Array.isArray(s.subject) || s.subject.length === 0) say(file + ': no subject');
  for (const each of s.subject)
    if (!each.name || !/^[0-9a-f]{64}$/.test(each.digest.sha256)) say(file + ': subject ' + JSON.stringify(each));
  new URL(s.predicateType);
  if (typeof s.predicate !== 'object') say(file + ': predicate');
}
const manifest = JSON.parse(fs.readFileSync('m.in-toto'));
const sha = (path) => crypto.createHash('sha256').update(fs.readFileSync(path)).digest('hex');
if (!manifest.subject.some((each) => each.digest.sha256 === sha('ctx/.dockgate-manifest.json'))) say('the manifest is no subject');
if (JSON.stringify(manifest.predicate) !== JSON.stringify(JSON.parse(fs.readFileSync('m.json')))) say('the predicate is not the manifest');
// https://slsa.dev/spec/v1.0/verification_summary
const vsa = JSON.parse(fs.readFileSync('one/verification-summary.json'));
if (vsa.predicateType !== 'https://slsa.dev/verification_summary/v1') say('predicateType');
const p = vsa.predicate;
if (!p.verifier.id || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(p.timeVerified) || !p.resourceUri) say('verifier, timeVerified, resourceUri');
if (!p.policy.uri || !p.policy.digest.sha256) say('policy');
if (p.verificationResult !== 'PASSED' || !Array.isArray(p.verifiedLevels)) say('result');
if (p.inputAttestations[0].digest.sha256 !== sha('one/evidence.json')) say('inputAttestations');
if (JSON.parse(fs.readFileSync('bad/verification-summary.json')).predicate.verificationResult !== 'FAILED') say('a refusal passes');
JS
node - <<'JS' || fail "CycloneDX"
const bom = JSON.parse(require('fs').readFileSync('m.cyclonedx'));
const say = (what) => { console.log(what); process.exitCode = 1; };
if (bom.bomFormat !== 'CycloneDX' || bom.specVersion !== '1.6' || bom.version !== 1) say('head');
const all = [bom.metadata.component, ...bom.components], refs = new Set(all.map((c) => c['bom-ref']));
if (refs.size !== all.length) say('bom-refs are not unique');
for (const d of bom.dependencies) for (const ref of [d.ref, ...d.dependsOn]) if (!refs.has(ref)) say('dangling ' + ref);
for (const type of ['machine-learning-model', 'container', 'file']) if (!bom.components.some((c) => c.type === type)) say('no ' + type);
for (const c of bom.components.filter((c) => c.type === 'file')) if (!c.hashes[0].content) say(c.name + ' has no hash');
JS
if [ -n "${DOCKGATE_SCHEMAS:-}" ] && [ -e "$DOCKGATE_SCHEMAS/cyclonedx-1.6.json" ] && node -e 'require("ajv")' 2>/dev/null; then
  node - "$DOCKGATE_SCHEMAS" <<'JS' || fail "CycloneDX against its schema"
const fs = require('fs'), Ajv = require('ajv'), formats = require('ajv-formats'), dir = process.argv[2];
const ajv = new Ajv({ strict: false, validateFormats: true, allErrors: true });
formats(ajv);
for (const word of ['iri-reference', 'idn-email']) ajv.addFormat(word, true);
for (const name of fs.readdirSync(dir)) if (/^(spdx|jsf)/.test(name)) {
  const part = JSON.parse(fs.readFileSync(`${dir}/${name}`));
  delete part.$id;
  ajv.addSchema(part, 'http://cyclonedx.org/schema/' + name);
}
const valid = ajv.compile(JSON.parse(fs.readFileSync(`${dir}/cyclonedx-1.6.json`)));
if (!valid(JSON.parse(fs.readFileSync('m.cyclonedx')))) { console.log(valid.errors); process.exit(1); }
JS
  echo "checked CycloneDX against its schema"
else
  echo "skipped: no schema of CycloneDX, or no ajv"
fi

# A page is HTML that validators take, whatever the files are called.
evil="evil/a \"b\"<script>alert(1)<%2Fscript>&]]>'\`"
mkdir -p "$evil"
printf 'FROM "x\033[31m<img src=x onerror=alert(1)>":latest\nCOPY . /m/\n' >"$evil/Dockerfile"
printf 'cposix\nsystem\n(S'"'true'"'\ntR.' >"$evil/a\"><script>alert(2)<!--.pkl"
run 1 gate evil --evidence evil-evidence
grep -q '<script>alert\|<img' evil-evidence/evidence.html && fail "a name of a file is markup"
if command -v tidy >/dev/null; then
  for page in one bad evil-evidence; do
    # tidy knows no empty output element.
    said=$(tidy -errors -quiet -utf8 "$page/evidence.html" 2>&1 | grep -v 'trimming empty <output>')
    [ -z "$said" ] || fail "tidy complains about $page: $said"
  done
  echo "checked with tidy"
else
  echo "skipped: tidy is not installed"
fi
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$browser" ]; then
  for page in bad evil-evidence; do node "$source/tests/cli/page_check.js" "$browser" "$page/evidence.html" || fail "the page of $page in a browser"; done
else
  echo "skipped: Chromium is not installed; script/setup --dev installs it"
fi
[ $failed = 0 ] && echo "the gate, the manifest and their evidence hold"
exit $failed
