// Drives `dockgate lsp` with vscode-jsonrpc and the types of vscode-languageserver-protocol.
// usage: node protocol_test.js PROGRAM FOLDER
'use strict';
const assert = require('assert');
const {spawn} = require('child_process');
const fs = require('fs');
const path = require('path');
const {pathToFileURL} = require('url');
const rpc = require('vscode-jsonrpc/node');
const lsp = require('vscode-languageserver-protocol');

const [program, folder] = process.argv.slice(2);
const dockerfile = 'ARG BASE=python:3.12\nFROM ${BASE} AS app\nENV MODEL=a/b\nCOPY . /app\nWORKDIR /app\nUSER app\n' +
    'CMD ["python", "serve.py"]\n';
const loader = 'import os\nfrom transformers import AutoModel\n' +
    'AutoModel.from_pretrained(os.environ["MODEL"], trust_remote_code=True)\n';
fs.mkdirSync(folder, {recursive: true});
fs.writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
fs.writeFileSync(path.join(folder, 'serve.py'), loader);
const uri = name => pathToFileURL(path.join(folder, name)).href;

const capabilities = pull => ({
  general: {positionEncodings: ['utf-16']},
  textDocument: {
    publishDiagnostics: {relatedInformation: true, versionSupport: true, codeDescriptionSupport: true},
    ...(pull ? {diagnostic: {dynamicRegistration: false}} : {}),
    documentSymbol: {hierarchicalDocumentSymbolSupport: true},
    codeAction: {dataSupport: true, resolveSupport: {properties: ['edit']},
                 codeActionLiteralSupport: {codeActionKind: {valueSet: ['quickfix', 'source.fixAll']}}},
    rename: {prepareSupport: true},
  },
  workspace: {configuration: true, workspaceFolders: true, didChangeWatchedFiles: {dynamicRegistration: true},
              workspaceEdit: {documentChanges: true, resourceOperations: ['create']}, diagnostics: {refreshSupport: true}},
  window: {workDoneProgress: true},
});

class Client {
  constructor() {
    this.process = spawn(program, ['lsp'], {cwd: folder, stdio: ['pipe', 'pipe', 'inherit']});
    this.exited = new Promise(resolve => this.process.on('exit', code => resolve(code)));
    this.connection = rpc.createMessageConnection(new rpc.StreamMessageReader(this.process.stdout),
                                                  new rpc.StreamMessageWriter(this.process.stdin));
    this.pushed = new Map();
    this.waiting = [];
    this.registered = [];
    this.refreshes = 0;
    this.connection.onNotification(lsp.PublishDiagnosticsNotification.type, params => {
      this.pushed.set(params.uri, params);
      this.waiting = this.waiting.filter(wait => !wait());
    });
    this.connection.onRequest(lsp.RegistrationRequest.type, params => {
      this.registered.push(...params.registrations.map(each => each.method));
    });
    this.connection.onRequest(lsp.ConfigurationRequest.type, params => params.items.map(() => ({})));
    this.connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => { this.refreshes++; });
    this.connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => {});
    this.connection.listen();
  }
  async start(pull) {
    const result = await this.connection.sendRequest(lsp.InitializeRequest.type, {
      processId: process.pid, rootUri: null, capabilities: capabilities(pull),
      workspaceFolders: [{uri: pathToFileURL(folder).href, name: 'project'}],
    });
    await this.connection.sendNotification(lsp.InitializedNotification.type, {});
    return result.capabilities;
  }
  open(name, languageId, text) {
    return this.connection.sendNotification(lsp.DidOpenTextDocumentNotification.type,
                                            {textDocument: {uri: uri(name), languageId, version: 1, text}});
  }
  change(name, version, changes) {
    return this.connection.sendNotification(lsp.DidChangeTextDocumentNotification.type,
                                            {textDocument: {uri: uri(name), version}, contentChanges: changes});
  }
  /// The diagnostics that were pushed for a version.
  diagnostics(name, version) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no diagnostics for version ${version} of ${name}`)), 20000);
      const look = () => {
        const params = this.pushed.get(uri(name));
        if (!params || params.version !== version) return false;
        clearTimeout(timer);
        resolve(params.diagnostics);
        return true;
      };
      if (!look()) this.waiting.push(look);
    });
  }
  request(type, params, token) { return this.connection.sendRequest(type, params, token); }
  async stop() {
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    await this.connection.sendNotification(lsp.ExitNotification.type);
    assert.strictEqual(await this.exited, 0);
  }
}
const at = (name, line, character) => ({textDocument: {uri: uri(name)}, position: {line, character}});
const codes = list => list.map(each => each.code);

async function pushes() {
  const client = new Client();
  const can = await client.start(false);
  assert.strictEqual(can.diagnosticProvider, undefined, 'never both');
  assert.strictEqual(can.textDocumentSync.change, lsp.TextDocumentSyncKind.Incremental);
  await client.open('Dockerfile', 'dockerfile', dockerfile);
  await client.open('serve.py', 'python', loader);
  const found = await client.diagnostics('serve.py', 1);
  const remote = found.find(each => each.code === 'model/remote-code');
  assert.ok(remote, codes(found).join());
  assert.strictEqual(remote.relatedInformation[0].location.uri, uri('Dockerfile'));
  await client.change('serve.py', 2, [{range: {start: {line: 2, character: 65}, end: {line: 2, character: 69}}, text: 'False'}]);
  const after = await client.diagnostics('serve.py', 2);
  assert.ok(!codes(after).includes('model/remote-code'), 'on text that is not saved');

  const hover = await client.request(lsp.HoverRequest.type, at('Dockerfile', 1, 8));
  assert.match(hover.contents.value, /python:3\.12/);
  const items = await client.request(lsp.CompletionRequest.type, at('Dockerfile', 7, 0));
  assert.ok(items.items.some(each => each.label === 'HEALTHCHECK'));
  const symbols = await client.request(lsp.DocumentSymbolRequest.type, {textDocument: {uri: uri('Dockerfile')}});
  assert.deepStrictEqual(symbols.map(each => each.name), ['BASE', 'app']);
  const definition = await client.request(lsp.DefinitionRequest.type, at('serve.py', 2, 40));
  assert.deepStrictEqual(definition.map(each => [each.uri, each.range.start.line]), [[uri('Dockerfile'), 2]]);
  const prepared = await client.request(lsp.PrepareRenameRequest.type, at('Dockerfile', 2, 5));
  assert.strictEqual(prepared.placeholder, 'MODEL');
  const edit = await client.request(lsp.RenameRequest.type, {...at('Dockerfile', 2, 5), newName: 'NAME'});
  assert.deepStrictEqual(edit.documentChanges.map(each => [each.textDocument.uri, each.textDocument.version]).sort(),
                         [[uri('Dockerfile'), 1], [uri('serve.py'), 2]]);
  const range = {start: {line: 0, character: 0}, end: {line: 2, character: 0}};
  const actions = await client.request(lsp.CodeActionRequest.type,
                                       {textDocument: {uri: uri('Dockerfile')}, range, context: {diagnostics: []}});
  const except = actions.find(each => each.title.startsWith('Add an exception'));
  assert.ok(except && !except.edit, 'resolved lazily');
  const resolved = await client.request(lsp.CodeActionResolveRequest.type, except);
  assert.strictEqual(resolved.edit.documentChanges[0].kind, 'create');
  for (const [type, extra] of [
    [lsp.FoldingRangeRequest.type, {}], [lsp.DocumentLinkRequest.type, {}], [lsp.SemanticTokensRequest.type, {}],
    [lsp.DocumentFormattingRequest.type, {options: {tabSize: 4, insertSpaces: true}}],
    [lsp.InlayHintRequest.type, {range}], [lsp.SelectionRangeRequest.type, {positions: [{line: 1, character: 8}]}],
  ]) {
    const answer = await client.request(type, {textDocument: {uri: uri('Dockerfile')}, ...extra});
    assert.ok(answer, type.method);
  }
  assert.ok(client.registered.includes('workspace/didChangeWatchedFiles'));
  await assert.rejects(client.connection.sendRequest('no/such'), error => error.code === rpc.ErrorCodes.MethodNotFound);
  await client.stop();
}

async function pulls() {
  const client = new Client();
  const can = await client.start(true);
  assert.ok(can.diagnosticProvider.workspaceDiagnostics);
  await client.open('Dockerfile', 'dockerfile', dockerfile);
  const first = await client.request(lsp.DocumentDiagnosticRequest.type, {textDocument: {uri: uri('Dockerfile')}});
  assert.strictEqual(first.kind, 'full');
  assert.ok(codes(first.items).includes('base/digest'), codes(first.items).join());
  const again = await client.request(lsp.DocumentDiagnosticRequest.type,
                                     {textDocument: {uri: uri('Dockerfile')}, previousResultId: first.resultId});
  assert.strictEqual(again.kind, 'unchanged');
  const all = await client.request(lsp.WorkspaceDiagnosticRequest.type, {previousResultIds: []});
  assert.ok(all.items.some(each => each.uri === uri('serve.py')), 'also of what is not open');
  for (let version = 2; version < 50; ++version) {
    // What is cancelled is answered all the same, with one of two things.
    const source = new rpc.CancellationTokenSource();
    await client.change('Dockerfile', version, [{text: `FROM python:3.${version}\n`}]);
    const asked = client.request(lsp.DocumentDiagnosticRequest.type, {textDocument: {uri: uri('Dockerfile')}}, source.token);
    source.cancel();
    await asked.then(report => assert.ok(report.kind), error => assert.strictEqual(error.code, lsp.LSPErrorCodes.RequestCancelled));
  }
  const last = await client.request(lsp.DocumentDiagnosticRequest.type, {textDocument: {uri: uri('Dockerfile')}});
  assert.ok(last.items.some(each => each.message.includes('3.49')), 'of the last version');
  assert.strictEqual(client.pushed.size, 0, 'never both');
  await client.stop();
}

async function leaves() {
  const client = new Client();
  await client.start(false);
  await client.connection.sendNotification(lsp.ExitNotification.type);
  assert.strictEqual(await client.exited, 1, 'exit without shutdown');
}

/// An editor that closes does not wait for what is still being judged.
async function leavesAtOnce() {
  const name = 'large.Dockerfile', text = 'FROM a\n'.repeat(40000);
  const judging = new Client();
  await judging.start(false);
  let began = Date.now();
  await judging.open(name, 'dockerfile', text);
  await judging.diagnostics(name, 1);
  const whole = Date.now() - began;
  await judging.stop();
  const client = new Client();
  await client.start(false);
  await client.open(name, 'dockerfile', text);
  await client.connection.sendRequest(lsp.ShutdownRequest.type);
  began = Date.now();
  await client.connection.sendNotification(lsp.ExitNotification.type);
  assert.strictEqual(await client.exited, 0);
  const took = Date.now() - began;
  assert.ok(took < whole, `${took} ms, where judging takes ${whole} ms`);
}

(async () => {
  await pushes();
  await pulls();
  await leaves();
  await leavesAtOnce();
  console.log('the protocol holds');
  process.exit(0);
})().catch(error => {
  console.error(error);
  process.exit(1);
});
