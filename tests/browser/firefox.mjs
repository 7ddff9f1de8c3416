// The same in Firefox: a whole journey, and leaving in every way, with script and without. It is the other engine that
// people's browsers have, and keeps pages for its back button by rules of its own.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { firefox } from 'playwright-core';
import { CANARY, PHONE, demo, heading, isOurs, mainButton, toTheChoice } from './stage.mjs';
import { WAYS, back, tenTimesBack, typeWords } from './ways.mjs';

const LIMIT = { timeout: 120_000 };
const PAGES_AT_MOST = 80;

let browser;

async function open({ script = true } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: PHONE });
  return context.newPage();
}

/** Somewhere else, or on the way to a site that no test can reach: Firefox then shows a page of its own. */
async function away(page) {
  for (let times = 0; times < 100 && isOurs(page.url()); times += 1) await page.waitForTimeout(100);
  assert.ok(!isOurs(page.url()), 'she is still here');
}

/** Answers the first choice of every question up to the thank-you. */
async function walk(page, link) {
  await toTheChoice(page, link);
  await page.locator('input[name=_kind][value=burglary]').check();
  for (let pages = 1; pages < PAGES_AT_MOST; pages += 1) {
    await mainButton(page).click();
    if (/thank you/i.test(await heading(page))) return pages;
    for (const choices of await page.locator('main fieldset:has(input[type=radio])').all()) {
      await choices.locator('input[type=radio]').first().check();
    }
  }
  throw new Error('the pages do not end');
}

describe('in Firefox', { concurrency: 2 }, () => {
  /** Debian's Firefox, driven as WebDriver BiDi has it; it asks nobody for anything by itself. */
  before(async () => {
    browser = await firefox.launch({
      executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
      channel: 'moz-firefox',
      firefoxUserPrefs: { 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false },
    });
  }, { timeout: 60_000 });

  after(() => browser?.close());

  for (const script of [true, false]) {
    test(`a journey ${script ? 'with' : 'without'} script leads to the thank-you`, LIMIT, async () => {
      const page = await open({ script });
      const pages = await walk(page, await demo.link());
      assert.ok(pages > 8, `only ${pages} pages`);
      await page.context().close();
    });
  }

  test('whoever does not leave by the way out is shown her page again', LIMIT, async () => {
    const page = await typeWords(await open());
    await page.goto(`${demo.office}/`);
    assert.ok((await back(page)).includes(CANARY));
    await page.context().close();
  });

  for (const [name, [script, leave]] of Object.entries(WAYS)) {
    test(`${name} leads away, and going back shows nothing`, LIMIT, async () => {
      const page = await typeWords(await open({ script }));
      // Pressing a way out whose end cannot be reached is told as a failure, and is none of ours.
      await leave(page).catch(() => null);
      await away(page);
      await tenTimesBack(page);
      await page.context().close();
    });
  }
});
