// What the manifest says fits the program, and the extension starts and stops the server.
// usage: node vscode_test.js PROGRAM SOURCE
'use strict';
const assert = require('assert');
const {spawnSync} = require('child_process');
const fs = require('fs');
const Module = require('module');
const path = require('path');

const [program, source] = process.argv.slice(2);
const folder = path.join(source, 'editors', 'vscode');
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));

function settings() {
  // The table of docs/editors.md is what the server reads.
  const page = fs.readFileSync(path.join(source, 'docs', 'editors.md'), 'utf8');
  const table = page.slice(page.indexOf('## Settings'));
  const documented = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(row => row[1].match(/\w+/g));
  const own = ['path', 'trace.server'];  // of the extension, not of the server
  const offered = Object.keys(manifest.contributes.configuration.properties).map(key => key.replace('dockgate.', ''));
  assert.deepStrictEqual(offered.filter(key => !own.includes(key)).sort(), documented.sort());
}

function problemMatcher() {
  const pattern = manifest.contributes.problemMatchers[0].pattern;
  const run = spawnSync(program, ['check', '--format', 'gnu', 'testdata/article/before'], {cwd: source, encoding: 'utf8'});
  const lines = run.stdout.split('\n').filter(line => /^\S+:\d+/.test(line));
  assert.ok(lines.length > 3, run.stdout + run.stderr);
  for (const line of lines) {
    const match = new RegExp(pattern.regexp).exec(line);
    assert.ok(match, line);
    assert.match(match[pattern.file], /^testdata\//);
    assert.ok(Number(match[pattern.line]) > 0 && Number(match[pattern.column]) > 0);
    assert.match(match[pattern.code], /^[a-z]+\/[a-z-]+$/);
  }
}

function snippets() {
  const all = JSON.parse(fs.readFileSync(path.join(folder, 'snippets', 'dockerfile.json'), 'utf8'));
  for (const [name, snippet] of Object.entries(all)) {
    const text = snippet.body.join('\n').replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\\\\/g, '\\');
    const run = spawnSync(program, ['parse', '-'], {input: (text.startsWith('FROM') ? '' : 'FROM a\n') + text + '\n', encoding: 'utf8'});
    assert.strictEqual(run.status, 0, `${name}: ${run.stdout}${run.stderr}`);
  }
}

async function extension() {
  const said = [];
  const commands = new Map();
  class LanguageClient {
    constructor(id, name, server, options) { said.push({id, server, options}); }
    async start() { said.push('start'); }
    async stop() { said.push('stop'); }
    isRunning() { return true; }
    async sendRequest(method, params) { said.push({method, params}); return '**page**'; }
  }
  const disposable = {dispose() {}};
  const vscode = {
    workspace: {
      getConfiguration: () => ({get: key => (key === 'path' ? '/opt/dockgate' : undefined)}),
      onDidChangeConfiguration: () => disposable,
      openTextDocument: async options => options,
    },
    window: {showInputBox: async () => 'base/digest', showTextDocument: async document => said.push(document), showErrorMessage: async () => {}},
    commands: {registerCommand: (name, act) => { commands.set(name, act); return disposable; }, executeCommand: async () => {}},
  };
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (name === 'vscode') return vscode;
    if (name === 'vscode-languageclient/node') return {LanguageClient, TransportKind: {stdio: 0}};
    return load(name, ...rest);
  };
  const {activate, deactivate} = require(path.join(folder, manifest.main));
  await activate({subscriptions: []});
  assert.deepStrictEqual([said[0].server.run.command, ...said[0].server.run.args], ['/opt/dockgate', 'lsp']);
  assert.ok(said[0].options.documentSelector.some(each => each.language === 'dockerfile'));
  assert.strictEqual(said[1], 'start');
  assert.deepStrictEqual([...commands.keys()].sort(), manifest.contributes.commands.map(each => each.command).sort());
  await commands.get('dockgate.explainRule')();
  assert.deepStrictEqual(said[2].params, {command: 'dockgate.explain', arguments: ['base/digest']});
  assert.strictEqual(said[3].content, '**page**');
  await commands.get('dockgate.restart')();
  assert.strictEqual(said[4], 'stop');
  await deactivate();
  assert.strictEqual(said[said.length - 1], 'stop');
}

settings();
problemMatcher();
snippets();
extension().then(() => console.log('the extension fits the program'), error => {
  console.error(error);
  process.exit(1);
});
