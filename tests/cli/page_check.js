// Opens an evidence page in headless Chromium and uses it as a person would: clicks its filters and headings, looks
// at it narrow and in the dark. usage: node page_check.js CHROMIUM PAGE
// Talks the DevTools protocol over a pipe: one JSON message after the other, each ended by a zero byte.
'use strict';
const { spawn } = require('child_process');
const path = require('path');

const [chromium, page] = process.argv.slice(2);
const browser = spawn(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
  '--remote-debugging-pipe', '--no-first-run', 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const [to, from] = [browser.stdio[3], browser.stdio[4]];
const waiting = new Map();
const requests = [];
const violations = [];
let next = 1, rest = '', failures = 0;

from.on('data', (data) => {
  rest += data;
  for (let end = rest.indexOf('\0'); end >= 0; end = rest.indexOf('\0')) {
    const message = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
    if (message.id && waiting.has(message.id)) {
      waiting.get(message.id)(message);
      waiting.delete(message.id);
    } else if (message.method === 'Network.requestWillBeSent') {
      requests.push(message.params.request.url);
    } else if (message.method === 'Log.entryAdded' || message.method === 'Runtime.exceptionThrown') {
      violations.push(JSON.stringify(message.params));
    }
  }
});
const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
  const id = next++;
  waiting.set(id, (message) => message.error ? reject(new Error(method + ': ' + message.error.message)) : resolve(message.result));
  to.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
});
const check = (holds, what) => {
  if (holds) return;
  failures += 1;
  console.log('FAILED: ' + what);
};

async function run() {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const value = async (expression) => {
    const result = await call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (result.exceptionDetails) throw new Error(expression + ': ' + JSON.stringify(result.exceptionDetails));
    return result.result.value;
  };
  const click = async (selector) => {
    const at = await value(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({block: 'center', behavior: 'instant'});
      const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`);
    for (const type of ['mousePressed', 'mouseReleased'])
      await call('Input.dispatchMouseEvent', { type, x: at[0], y: at[1], button: 'left', clickCount: 1 });
  };
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await call(domain + '.enable');
  await call('Emulation.setDeviceMetricsOverride', { width: 1200, height: 900, deviceScaleFactor: 1, mobile: false });
  await call('Page.navigate', { url: 'file://' + path.resolve(page) });
  for (let i = 0; i < 100 && await value('document.readyState') !== 'complete'; ++i) await new Promise((r) => setTimeout(r, 50));

  check(await value("document.documentElement.classList.contains('js')"), 'the script of the page does not run');
  check(await value("getComputedStyle(document.querySelector('.tools')).display") === 'flex', 'the style of the page does not count');
  check(await value("document.scripts.length === 1 && document.querySelectorAll('[style],[onclick],[onload],[onerror]').length === 0"),
    'there is a script or a style that is not the page\'s own');

  const table = '#verdict-table';
  const shown = () => value(`[...document.querySelectorAll('${table} tbody tr')].filter((r) => r.offsetParent !== null).map((r) => r.dataset.verdict)`);
  const tools = `.tools[data-table="verdict-table"]`;
  const all = await value(`document.querySelectorAll('${table} tbody tr').length`);
  const first = await shown();
  check(first.length > 0 && first.length < all && !first.includes('not applicable'), 'rules that are not applicable are not folded away');
  await click(`${tools} button[data-verdict="not applicable"]`);
  check((await shown()).length === all, 'the filter does not bring all rows');
  await click(`${tools} button[data-verdict="proved"]`);
  const without = await shown();
  check(without.length > 0 && !without.includes('proved'), 'the filter does not take proved rows away');
  check(await value(`document.querySelector('${tools} output').textContent`) === `${without.length} of ${all}`, 'the count is wrong');
  await click(`${tools} button[data-verdict="proved"]`);

  await click(`${tools} input`);
  await call('Input.insertText', { text: 'BASE/ dockerfile' });
  const found = await value(`[...document.querySelectorAll('${table} tbody tr')].filter((r) => r.offsetParent !== null).map((r) => r.cells[1].textContent)`);
  check(found.length > 0 && found.length < all && found.every((rule) => rule.includes('base/')), 'the search does not find what it should: ' + found);

  const rules = () => value(`[...document.querySelectorAll('${table} tbody tr')].map((r) => r.cells[1].textContent)`);
  await click(`${table} th:nth-child(2) button`);
  const up = await rules();
  await click(`${table} th:nth-child(2) button`);
  const down = await rules();
  const order = new Intl.Collator('en', { numeric: true });
  check(up.every((rule, i) => i === 0 || order.compare(up[i - 1], rule) <= 0), 'a click on a heading does not sort');
  check(up[0] === down[down.length - 1] && up[0] !== down[0], 'a second click does not turn the order round');
  check(await value(`document.querySelector('${table} th:nth-child(2)').getAttribute('aria-sort')`) === 'descending', 'the order is not told');

  const light = await value('getComputedStyle(document.body).backgroundColor');
  await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
  const dark = await value('getComputedStyle(document.body).backgroundColor');
  check(light !== dark, 'light and dark look the same');
  await call('Emulation.setDeviceMetricsOverride', { width: 375, height: 800, deviceScaleFactor: 2, mobile: true });
  check(await value('document.documentElement.scrollWidth <= window.innerWidth'), 'the page is wider than a phone');
  await call('Emulation.setEmulatedMedia', { media: 'print' });
  check(await value("getComputedStyle(document.querySelector('.tools')).display") === 'none', 'what can only be clicked is printed');

  check(await value("fetch('https://example.invalid/').then(() => false, () => true)"), 'the page may load something');
  const own = requests.filter((url) => !url.startsWith('https://example.invalid/') && url !== 'about:blank');
  check(own.length === 1 && own[0].startsWith('file://'), 'the page loads more than itself: ' + own);
  check(violations.filter((text) => !text.includes('example.invalid')).length === 0, 'the page complains: ' + violations.join('\n'));
}

const limit = setTimeout(() => { console.log('FAILED: the browser takes too long'); browser.kill('SIGKILL'); process.exit(1); }, 90000);
run().catch((error) => { failures += 1; console.log('FAILED: ' + error.stack); }).finally(() => {
  clearTimeout(limit);
  browser.kill('SIGKILL');
  console.log(failures === 0 ? 'the page works in Chromium' : failures + ' checks failed');
  process.exit(failures === 0 ? 0 : 1);
});
