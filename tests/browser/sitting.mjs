// A sitting that waits: the page that covers itself, the one that says it closes, the time-out, and coming back.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CANARY, button, close, demo, heading, mainButton, open, toABox } from './stage.mjs';

const LIMIT = { timeout: 240_000 };
const MINUTE = 60_000;

describe('a sitting', { concurrency: 2 }, () => {
  test('after five idle minutes the page covers itself, and one press uncovers it', LIMIT, async () => {
    const page = await open({ clock: true });
    const box = await toABox(page, await demo.link());
    await box.fill(CANARY);
    await page.clock.fastForward(4 * MINUTE);
    assert.ok(await box.isVisible());
    await page.clock.fastForward(2 * MINUTE);
    assert.equal(await box.isVisible(), false);
    assert.ok(await page.locator('[data-leave]').isVisible(), 'the way out stays');
    await page.keyboard.press('Enter');
    assert.ok(await box.isVisible());
    assert.equal(await box.inputValue(), CANARY);
    await close(page);
  });

  test('a page says that it closes, and gives more time as often as it is asked, with what was typed', LIMIT, async () => {
    const page = await open({ clock: true });
    const box = await toABox(page, await demo.link());
    await box.fill(CANARY);
    for (let times = 0; times < 10; times += 1) {
      assert.equal(await page.locator('[data-waits]').isVisible(), false);
      await page.clock.fastForward(26 * MINUTE);
      assert.ok(await page.locator('[data-waits][role=alert]').isVisible());
      assert.equal(await page.locator('main textarea').first().isVisible(), false, 'the page is covered by then');
      await button(page, 'stay').click();
      await page.waitForFunction(() => document.querySelector('[data-waits]').hidden);
      assert.equal(await page.locator('main textarea').first().inputValue(), CANARY);
    }
    await close(page);
  });

  test('a late form shows what it carried and nothing that was answered before', LIMIT, async () => {
    const page = await open();
    const box = await toABox(page, await demo.link());
    await box.fill(CANARY);
    await button(page, 'pause').click();
    await mainButton(page).click();
    await page.locator('main textarea').first().fill('only these words');
    await page.context().clearCookies();
    await mainButton(page).click();
    assert.match(await heading(page), /open your link again/i);
    const shown = await page.content();
    assert.ok(shown.includes('only these words') && !shown.includes(CANARY));
    await close(page);
  });

  test('link and code bring her back in another browser, and the link alone shows nothing', LIMIT, async () => {
    const link = await demo.link();
    const first = await open({ script: false });
    const box = await toABox(first, link);
    await box.fill(CANARY);
    await button(first, 'pause').click();
    await button(first, 'code').click();
    const code = await first.locator('.return-code').innerText();
    await first.locator('a[href="/exit"]').click();
    const other = await open();
    const empty = await toABox(other, link);
    assert.equal(await empty.inputValue(), '');
    const second = await open();
    await second.goto(link);
    await mainButton(second).click();
    await button(second, 'return').click();
    await second.locator('input[name=_code]').fill(code.toUpperCase());
    await mainButton(second).click();
    await button(second, 'stop').click();
    // Her answers lie folded by page.
    assert.ok((await second.locator('main').textContent()).includes(CANARY));
    for (const page of [first, other, second]) await close(page);
  });
});
