// Somebody who only follows the pages, in a real browser: with and without script, on a small phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { startBrowser, startDemo } from './demo.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CANARY = 'marmalade zeppelin';
const PHONE = { width: 320, height: 640 };
const PAGES_AT_MOST = 80;

let demo;
let browser;
let links;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  links = await demo.links();
}, { timeout: 600_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A page in a context of its own. Pages without script still get axe: the checker is not theirs. */
async function open(javaScriptEnabled, viewport = PHONE) {
  const context = await browser.newContext({ javaScriptEnabled, viewport, bypassCSP: javaScriptEnabled });
  return context.newPage();
}

/** Faults of accessibility on the page as it is shown, WCAG 2.2 AA. */
async function faults(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  }));
  return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' | ')}`);
}

/** The first choice of every question; the canary wherever something may be written. */
async function fill(page, kind) {
  const chosen = page.locator(`input[type=radio][name=_kind][value="${kind}"]`);
  if (await chosen.count()) {
    await chosen.check();
    return;
  }
  const names = await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map((one) => one.name))]);
  for (const name of names) await page.locator(`input[type=radio][name="${name}"]`).first().check();
  for (const box of await page.locator('main textarea').all()) await box.fill(CANARY);
}

/** Follows the main button of each page from the link to the thank-you; returns how many pages it saw. */
async function follow(page, link, kind, look) {
  await page.goto(link);
  for (let seen = 1; seen < PAGES_AT_MOST; seen += 1) {
    await look(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth).catch(() => false);
    assert.equal(wide, false, `${page.url()} scrolls sideways at 320 px`);
    const main = page.locator('main form button.govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)');
    if ((await main.count()) === 0) return seen;
    await fill(page, kind);
    await main.first().click();
  }
  throw new Error('the pages do not end');
}

test('a respondent with script reaches the thank-you, and no page has a fault of accessibility', { timeout: 300_000 }, async () => {
  const page = await open(true);
  const all = new Map();
  const seen = await follow(page, links[0], 'burglary', async (here) => {
    for (const fault of await faults(here)) all.set(fault, await here.title());
  });
  assert.ok(seen > 10, `only ${seen} pages`);
  assert.match(await page.locator('h1').innerText(), /thank you/i);
  assert.deepEqual([...all], []);
});

test('a respondent without script reaches the thank-you', { timeout: 300_000 }, async () => {
  const page = await open(false);
  await follow(page, links[1], 'domestic-abuse', async () => {});
  assert.match(await page.locator('h1').innerText(), /thank you/i);
});

test('what was typed is gone from sight after leaving, however often she goes back', { timeout: 300_000 }, async () => {
  const page = await open(true);
  await page.route((url) => !url.href.startsWith(demo.survey), (route) => route.fulfill({ body: 'a neutral page' }));
  await page.goto(links[2]);
  for (let steps = 0; steps < 40 && !(await page.locator('main textarea').count()); steps += 1) {
    await fill(page, 'burglary');
    await page.locator('main form button.govuk-button').first().click();
  }
  await page.locator('main textarea').first().fill(CANARY);
  await page.locator('a[href="/exit"]').first().click();
  await page.waitForURL((url) => !url.href.startsWith(demo.survey));
  for (let back = 0; back < 10; back += 1) {
    await page.goBack({ timeout: 3_000 }).catch(() => null);
    assert.ok(!(await page.content()).includes(CANARY), 'the typed words are shown again');
  }
});

for (const role of ['provider', 'commissioner', 'administrator']) {
  test(`the ${role} signs in and finds a start page without faults of accessibility`, { timeout: 120_000 }, async () => {
    const page = await open(true, { width: 1280, height: 900 });
    const account = demo.accounts.find((one) => one.role === role);
    await page.goto(`${demo.office}/sign-in`);
    assert.deepEqual(await faults(page), []);
    await page.locator('input[name=username]').fill(account.username);
    await page.locator('input[type=password]').fill(account.password);
    await page.locator('main form button').first().click();
    assert.ok((await page.locator('.masthead__who').innerText()).includes(account.username));
    const menu = await page.locator('nav.menu a').evaluateAll((all) => all.map((one) => one.href));
    for (const place of [`${demo.office}/`, ...menu]) {
      const answer = await page.goto(place);
      assert.equal(answer.status(), 200, place);
      assert.deepEqual(await faults(page), [], place);
    }
  });
}
