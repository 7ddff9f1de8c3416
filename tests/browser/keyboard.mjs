// Somebody who has only a keyboard: Tab, Space, Enter and the arrow keys. The keys of a page are sent in one go,
// as a quick typist sends them; then it is seen whether the page stands as it should.

import assert from 'node:assert/strict';

const KEYS = {
  Tab: { windowsVirtualKeyCode: 9, code: 'Tab', key: 'Tab' },
  Enter: { windowsVirtualKeyCode: 13, code: 'Enter', key: 'Enter', text: '\r' },
  Space: { windowsVirtualKeyCode: 32, code: 'Space', key: ' ', text: ' ' },
  Down: { windowsVirtualKeyCode: 40, code: 'ArrowDown', key: 'ArrowDown' },
};

/** The places where Tab stops, in order, up to the page's one clear button; which choice is wanted in each. */
function stops(kind) {
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary, [tabindex="0"]')];
  // What lies in a closed part of the page has a place, and Tab passes it by.
  const shown = all.filter((one) => one.checkVisibility() && one.getClientRects().length > 0);
  const group = (one) => shown.filter((other) => other.type === 'radio' && other.name === one.name);
  const stands = shown.filter((one) => one.type !== 'radio' || one === (group(one).find((other) => other.checked) ?? group(one)[0]));
  const clear = stands.findIndex((one) => one.matches('main form button.govuk-button'));
  // A page that shows faults has the focus already on their list.
  const from = stands.findIndex((one) => document.activeElement?.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const start = document.activeElement === document.body ? 0 : from;
  return stands.slice(start, clear + 1).map((one) => ({
    tag: one.tagName,
    type: one.type ?? '',
    name: one.name ?? '',
    first: stands.find((other) => other.name === one.name) === one,
    down: one.name === '_kind' ? group(one).findIndex((other) => other.value === kind) : 0,
  }));
}

/** What the page holds before its button is pressed. */
function standing() {
  const here = document.activeElement;
  const unchosen = [...document.querySelectorAll('main input[type=radio]')]
    .map((one) => one.name)
    .filter((name) => !document.querySelector(`input[name="${CSS.escape(name)}"]:checked`));
  const empty = [...document.querySelectorAll('main textarea:not([readonly]), main input[type=text]')].filter((one) => !one.value);
  return {
    atButton: here.matches('main form button.govuk-button'),
    left: [...new Set(unchosen), ...empty.map((one) => one.name)],
    kind: document.querySelector('input[name=_kind]:checked')?.value,
  };
}

/** Answers the first choice of everything on the page by keyboard and presses its clear button. */
export async function answerByKeyboard(page, { kind = 'none', words = 'They listened.' } = {}) {
  const keyboard = await keyboardOf(page);
  const keys = (await page.evaluate(stops, kind)).flatMap((stop) => ['Tab', ...answer(stop, words)]);
  await keyboard(keys);
  const found = await page.evaluate(standing);
  assert.ok(found.atButton, `Tab does not reach the button in the order of ${page.url()}`);
  assert.deepEqual(found.left, [], 'what the keyboard does not reach');
  assert.ok(found.kind === undefined || found.kind === kind, `${found.kind} is chosen`);
  const arrived = page.waitForEvent('domcontentloaded');
  await keyboard(['Enter']);
  await arrived;
}

/** What is pressed where Tab has stopped. */
function answer({ tag, type, name, first, down }, words) {
  if (type === 'radio') return ['Space', ...Array(down).fill('Down')];
  if (type === 'checkbox') return first ? ['Space'] : [];
  if (tag === 'TEXTAREA' || type === 'text') return [{ text: typed(name, words) }];
  return [];
}

function typed(name, words) {
  if (name.endsWith('-year')) return '2026';
  return name.endsWith('-month') || name.endsWith('-day') ? '2' : words;
}

async function keyboardOf(page) {
  page.keys ??= await page.context().newCDPSession(page);
  return (keys) => Promise.all(keys.flatMap((key) => events(key)).map(([method, event]) => page.keys.send(method, event)));
}

function events(key) {
  if (key.text) return [['Input.insertText', key]];
  const { text, ...up } = KEYS[key];
  const down = { type: text ? 'keyDown' : 'rawKeyDown', text, ...up };
  return [['Input.dispatchKeyEvent', down], ['Input.dispatchKeyEvent', { type: 'keyUp', ...up }]];
}
