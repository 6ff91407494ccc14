// @ts-check
// Starts `dockgate lsp` and hands it to VS Code's own client.
'use strict';
const vscode = require('vscode');
const {LanguageClient, TransportKind} = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

const documents = [
  {language: 'dockerfile'},
  {language: 'python', scheme: 'file'},
  {language: 'shellscript', scheme: 'file'},
  {scheme: 'file', pattern: '**/{compose,docker-compose}*.{yaml,yml}'},
  {scheme: 'file', pattern: '**/docker-bake*.{hcl,json}'},
  {scheme: 'file', pattern: '**/.dockgate*.{yaml,yml}'},
  {scheme: 'file', pattern: '**/.hadolint.{yaml,yml}'},
];

async function start() {
  const settings = vscode.workspace.getConfiguration('dockgate');
  const command = settings.get('path') || 'dockgate';
  const server = {command, args: ['lsp'], transport: TransportKind.stdio};
  client = new LanguageClient('dockgate', 'dockgate', {run: server, debug: server}, {
    documentSelector: documents,
    initializationOptions: settings,
  });
  try {
    await client.start();
  } catch (error) {
    const choice = await vscode.window.showErrorMessage(`dockgate: \`${command} lsp\` does not start: ${error}`, 'Settings');
    if (choice) await vscode.commands.executeCommand('workbench.action.openSettings', 'dockgate.path');
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.isRunning()) await running.stop();
}

/** Shows the page of a rule, which the server writes. */
async function explain() {
  const rule = await vscode.window.showInputBox({prompt: 'Rule or alias', placeHolder: 'base/digest, DL3007'});
  if (!rule || !client) return;
  const page = await client.sendRequest('workspace/executeCommand', {command: 'dockgate.explain', arguments: [rule]});
  const document = await vscode.workspace.openTextDocument({language: 'markdown', content: String(page)});
  await vscode.window.showTextDocument(document, {preview: true});
}

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('dockgate.restart', async () => { await stop(); await start(); }),
    vscode.commands.registerCommand('dockgate.explainRule', explain),
    vscode.workspace.onDidChangeConfiguration(async event => {
      if (event.affectsConfiguration('dockgate.path')) { await stop(); await start(); }
    }));
  await start();
}

module.exports = {activate, deactivate: stop};
