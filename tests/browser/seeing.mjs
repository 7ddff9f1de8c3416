// Other ways of seeing the pages: four times as large, in the colours of the reader's own, on paper, without movement.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, button, close, demo, mainButton, open, toABox, toTheChoice } from './stage.mjs';

const LIMIT = { timeout: 120_000 };
/** A desk of 1280 by 900 at 400 %. */
const ZOOMED = { width: 320, height: 225 };
/** More stops than a page has. */
const STOPS = 120;

/** Pages of each sort, one after the other. */
async function eachPage(page, look) {
  const link = await demo.link();
  await page.goto(link);
  await look('start');
  await toTheChoice(page, link);
  await look('the choice of kind');
  await page.locator('input[name=_kind][value=burglary]').check();
  await mainButton(page).click();
  await mainButton(page).click();
  await look('a page of questions');
  await button(page, 'stop').click();
  await look('the list of answers');
  await button(page, 'hard').click();
  await look('this is hard');
}

/** What has the focus, where it lies, and where the bar with the way out ends. */
function focused() {
  const here = document.activeElement;
  // A label is what is seen of a choice.
  const seen = here.labels?.[0] ?? here;
  const bar = document.querySelector('a[href="/exit"]').closest('header, .leave, div');
  const { top, bottom } = seen.getBoundingClientRect();
  return {
    name: `${here.tagName} ${here.name ?? ''} ${here.textContent?.trim().slice(0, 30)}`,
    wayOut: bar.contains(here),
    body: here === document.body,
    top,
    bottom,
    bar: bar.getBoundingClientRect().bottom,
    height: innerHeight,
  };
}

describe('seen in other ways', { concurrency: 2 }, () => {
  test('at 400 % nothing lies beside the page, and the way out covers nothing that has the focus', LIMIT, async () => {
    const page = await open({ viewport: ZOOMED });
    await eachPage(page, async (name) => {
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(beside, 0, `${name} scrolls sideways`);
      for (let stops = 0; stops < STOPS; stops += 1) {
        await page.keyboard.press('Tab');
        const found = await page.evaluate(focused);
        if (found.body) break;
        if (found.wayOut) continue;
        assert.ok(found.bottom > found.bar && found.top < found.height, `${name}: ${found.name} is not in view`);
      }
    });
    await close(page);
  });

  test('in the colours of the reader the way out and every choice keep an edge', LIMIT, async () => {
    const page = await open();
    await page.emulateMedia({ forcedColors: 'active' });
    await eachPage(page, async (name) => {
      const edges = await page.evaluate(() => {
        const edge = (style) => parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== 'rgba(0, 0, 0, 0)';
        const ways = [...document.querySelectorAll('a[href="/exit"], main .govuk-button')].filter((one) => one.checkVisibility());
        const choices = [...document.querySelectorAll('.govuk-radios__label, .govuk-checkboxes__label')];
        return {
          without: ways.filter((one) => !edge(getComputedStyle(one))).map((one) => one.textContent.trim()),
          blank: choices.filter((one) => !edge(getComputedStyle(one, '::before'))).map((one) => one.textContent.trim()),
        };
      });
      assert.deepEqual(edges, { without: [], blank: [] }, name);
    });
    await close(page);
  });

  test('on paper there is no way out to press, and nothing that was answered is folded away', LIMIT, async () => {
    const page = await open();
    await eachPage(page, async (name) => {
      await page.emulateMedia({ media: 'print' });
      const shown = await page.locator('a[href="/exit"]').evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
      assert.equal(shown, 0, `${name} prints the way out`);
      const folded = await page.locator('.checked .govuk-summary-list').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height === 0).length);
      assert.equal(folded, 0, `${name} prints folded parts`);
      await page.emulateMedia({ media: null });
    });
    await close(page);
  });

  test('for whoever wants no movement nothing moves', LIMIT, async () => {
    const page = await open({ reducedMotion: 'reduce', viewport: PHONE });
    const box = await toABox(page, await demo.link());
    await box.focus();
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
      const style = getComputedStyle(one);
      const lasts = (text) => text.split(',').some((part) => parseFloat(part) > 0);
      return lasts(style.transitionDuration) || (style.animationName !== 'none' && lasts(style.animationDuration)) || style.scrollBehavior === 'smooth';
    }).map((one) => one.outerHTML.slice(0, 80)));
    assert.deepEqual(moving, []);
    await close(page);
  });
});
