// Leaving in every way, the page that covers itself, the page that says it closes, and coming back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, startDemo } from './demo.mjs';

const CANARY = 'marmalade zeppelin';
const PHONE = { width: 320, height: 640 };
const MINUTE = 60_000;

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

/** A browser profile of its own; the neutral site is played by this test. */
async function open({ javaScriptEnabled = true, clock = false } = {}) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: PHONE });
  await context.route((url) => !url.href.startsWith(demo.survey), (route) => route.fulfill({ contentType: 'text/html', body: 'a neutral page' }));
  const page = await context.newPage();
  if (clock) await page.clock.install();
  return page;
}

const main = (page) => page.locator('main form button.govuk-button').first();
const away = (page) => page.waitForURL((url) => !url.href.startsWith(demo.survey));

/** Answers nothing and goes on until something may be written. */
async function toABox(page, link) {
  await page.goto(link);
  for (let steps = 0; steps < 60; steps += 1) {
    if (await page.locator('main textarea').count()) return page.locator('main textarea').first();
    const kind = page.locator('input[name=_kind][value=burglary]');
    if (await kind.count()) await kind.check();
    await main(page).click();
  }
  throw new Error('nothing may be written anywhere');
}

async function tenTimesBack(page) {
  for (let back = 0; back < 10; back += 1) {
    await page.goBack({ timeout: 2_000 }).catch(() => null);
    assert.ok(!(await page.content()).includes(CANARY), 'the typed words are shown again');
  }
}

test('Escape leaves from within a text box, and going back shows nothing', { timeout: 120_000 }, async () => {
  const page = await open();
  const box = await toABox(page, links[3]);
  await box.fill(CANARY);
  await box.press('Escape');
  await away(page);
  await tenTimesBack(page);
});

test('Escape that only ends a choice of letters stays', { timeout: 120_000 }, async () => {
  const page = await open();
  const box = await toABox(page, links[4]);
  await box.evaluate((field) => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }));
  });
  await page.waitForTimeout(300);
  assert.ok(page.url().startsWith(demo.survey));
  assert.ok(await box.isVisible());
});

test('Shift three times leaves and is announced; another key in between begins anew', { timeout: 120_000 }, async () => {
  const page = await open();
  const box = await toABox(page, links[5]);
  const said = () => page.locator('[data-said]').textContent();
  await box.press('Shift');
  assert.match(await said(), /two more times/);
  await box.press('Shift');
  assert.match(await said(), /once more/);
  await box.press('Shift+A');
  await box.press('Shift');
  assert.match(await said(), /two more times/);
  assert.ok(page.url().startsWith(demo.survey));
  await box.press('Shift');
  await box.press('Shift');
  await away(page);
  await tenTimesBack(page);
});

test('a slow line holds nobody: the page is blank at once, and the neutral site is asked for directly', { timeout: 120_000 }, async () => {
  const page = await open();
  const box = await toABox(page, links[6]);
  await box.fill(CANARY);
  await page.route('**/exit', () => {});
  const height = await page.evaluate(() => {
    document.querySelector('[data-leave]').click();
    return document.body.offsetHeight;
  });
  assert.equal(height, 0);
  await away(page);
});

test('leaving needs no script, and going back shows nothing', { timeout: 120_000 }, async () => {
  const page = await open({ javaScriptEnabled: false });
  const box = await toABox(page, links[7]);
  await box.fill(CANARY);
  await page.locator('main form button[value=clear], main form button[value=continue]').last().click();
  await page.locator('a[href="/exit"]').click();
  await away(page);
  await tenTimesBack(page);
  await page.goto(`${demo.survey}/q`);
  assert.match(await page.locator('h1').innerText(), /open your link again/i);
});

test('after five idle minutes the page covers itself, and one press uncovers it', { timeout: 120_000 }, async () => {
  const page = await open({ clock: true });
  const box = await toABox(page, links[8]);
  await box.fill(CANARY);
  await page.clock.fastForward(4 * MINUTE);
  assert.ok(await box.isVisible());
  await page.clock.fastForward(2 * MINUTE);
  assert.equal(await box.isVisible(), false);
  assert.ok(await page.locator('[data-leave]').isVisible(), 'the way out stays');
  await page.keyboard.press('Enter');
  assert.ok(await box.isVisible());
  assert.equal(await box.inputValue(), CANARY);
});

test('a page says that it closes, and gives more time as often as it is asked, with what was typed', { timeout: 240_000 }, async () => {
  const page = await open({ clock: true });
  const box = await toABox(page, links[9]);
  await box.fill(CANARY);
  for (let times = 0; times < 10; times += 1) {
    assert.equal(await page.locator('[data-waits]').isVisible(), false);
    await page.clock.fastForward(26 * MINUTE);
    assert.ok(await page.locator('[data-waits][role=alert]').isVisible());
    assert.equal(await page.locator('main textarea').first().isVisible(), false, 'the page is covered by then');
    await page.locator('button[value=stay]').click();
    await page.waitForFunction(() => document.querySelector('[data-waits]').hidden);
    assert.equal(await page.locator('main textarea').first().inputValue(), CANARY);
  }
});

test('link and code bring her back in another browser', { timeout: 240_000 }, async () => {
  const first = await open({ javaScriptEnabled: false });
  const box = await toABox(first, links[10]);
  await box.fill(CANARY);
  await first.locator('button[value=pause]').click();
  await first.locator('button[value=code]').click();
  const code = await first.locator('.return-code').innerText();
  await first.locator('a[href="/exit"]').click();
  const second = await open();
  await second.goto(links[10]);
  await main(second).click();
  await second.locator('button[value=return]').click();
  await second.locator('input[name=_code]').fill(code.toUpperCase());
  await main(second).click();
  await second.locator('button[value=stop]').click();
  assert.ok((await second.locator('main').innerText()).includes(CANARY));
});
