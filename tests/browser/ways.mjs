// The ways out of a sitting, and looking back ten times after each: what was typed is shown by no page any more.

import assert from 'node:assert/strict';
import { CANARY, button, demo, mainButton, toABox } from './stage.mjs';

const leaveLink = (page) => page.locator('a[href="/exit"]').first();

/** Each way out: whether it needs script, and how it is taken. */
export const WAYS = {
  'the way out, with script': [true, (page) => leaveLink(page).click()],
  'the way out, without script': [false, (page) => leaveLink(page).click()],
  'the way out by keyboard': [true, async (page) => {
    await leaveLink(page).focus();
    await page.keyboard.press('Enter');
  }],
  'Escape from within a text box': [true, (page) => page.locator('main textarea').first().press('Escape')],
  'Shift three times': [true, async (page) => {
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('Shift');
  }],
};

/** Every value and text that the page holds, typed ones included. */
const held = (page) => page.evaluate(() => [
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll('input, textarea')].map((one) => one.value),
].join('\n'));

/** Goes back and says everything the page shows, at once and when it has settled. */
export async function back(page) {
  await page.goBack({ timeout: 3_000, waitUntil: 'commit' }).catch(() => null);
  // A page from the browser's memory asks for itself anew: in between there may be none to look at.
  const first = await held(page).catch(() => '');
  await page.waitForTimeout(250);
  const settled = await held(page).catch(() => page.waitForTimeout(500).then(() => held(page)));
  return first + settled;
}

/** Nothing typed is shown by any of the pages behind, and no title of them tells what it was. */
export async function tenTimesBack(page) {
  const titles = new Set();
  for (let times = 0; times < 10; times += 1) {
    assert.ok(!(await back(page)).includes(CANARY), 'the typed words are shown again');
    titles.add(await page.title());
  }
  for (const title of titles) {
    assert.doesNotMatch(title, /victim|police|crime|burgl|abuse|survey|heard/i, 'the history tells what it was');
  }
}

/** Types the canary into a page that was just opened; the page before the one she leaves from holds it too. */
export async function typeWords(page) {
  const box = await toABox(page, await demo.link());
  await box.fill(CANARY);
  await button(page, 'pause').click();
  await mainButton(page).click();
  assert.equal(await page.locator('main textarea').first().inputValue(), CANARY);
  return page;
}
