// Leaving in every way, then going back ten times: what was typed is shown by no page any more. Chromium keeps pages
// for its back button here as it does for people, which a first test makes sure of.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CANARY, ELSEWHERE, away, button, close, demo, heading, isOurs, open, toABox } from './stage.mjs';
import { WAYS, back, tenTimesBack, typeWords } from './ways.mjs';

const LIMIT = { timeout: 120_000 };
/** A page into which the canary is typed. */
const withWordsTyped = async (options) => typeWords(await open(options));

describe('leaving', { concurrency: 2 }, () => {
  test('the browser of these tests keeps pages for its back button', LIMIT, async () => {
    const page = await open({ script: false });
    const box = await toABox(page, await demo.link());
    await box.fill(CANARY);
    await page.goto(ELSEWHERE);
    assert.ok((await back(page)).includes(CANARY), 'whoever does not leave by the way out is shown her page again');
    await close(page);
  });

  for (const [name, [script, leave]] of Object.entries(WAYS)) {
    test(`${name} leads away, and going back shows nothing`, LIMIT, async () => {
      const page = await withWordsTyped({ script });
      await Promise.all([away(page), leave(page)]);
      await tenTimesBack(page);
      await page.goto(`${demo.survey}/q`);
      assert.match(await heading(page), /open your link again/i);
      await close(page);
    });
  }

  test('after sending, going back shows nothing', LIMIT, async () => {
    const page = await withWordsTyped();
    await button(page, 'stop').click();
    await button(page, 'send').click();
    assert.match(await heading(page), /thank you/i);
    await tenTimesBack(page);
    await close(page);
  });

  test('after deleting, going back shows nothing', LIMIT, async () => {
    const page = await withWordsTyped({ script: false });
    await button(page, 'hard').click();
    await button(page, 'delete').click();
    assert.match(await heading(page), /deleted/i);
    await tenTimesBack(page);
    await close(page);
  });

  test('Escape that only ends a choice of letters stays', LIMIT, async () => {
    const page = await open();
    const box = await toABox(page, await demo.link());
    await box.evaluate((field) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }));
    });
    await page.waitForTimeout(300);
    assert.ok(isOurs(page.url()) && (await box.isVisible()));
    await close(page);
  });

  test('Shift is announced each time, and another key in between begins anew', LIMIT, async () => {
    const page = await open();
    const box = await toABox(page, await demo.link());
    const said = () => page.locator('[data-said]').textContent();
    await box.press('Shift');
    assert.match(await said(), /two more times/);
    await box.press('Shift');
    assert.match(await said(), /once more/);
    await box.press('Shift+A');
    await box.press('Shift');
    assert.match(await said(), /two more times/);
    assert.ok(isOurs(page.url()));
    await close(page);
  });

  test('a slow line holds nobody: the page is blank at once, and the neutral site is asked for directly', LIMIT, async () => {
    const page = await open();
    const box = await toABox(page, await demo.link());
    await box.fill(CANARY);
    await page.route('**/exit', () => {});
    const height = await page.evaluate(() => {
      document.querySelector('[data-leave]').click();
      return document.body.offsetHeight;
    });
    assert.equal(height, 0);
    await away(page);
    await close(page);
  });
});
