// The whole journey of every kind, with script and without, on a small phone, by keyboard only.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from './inspection.mjs';
import { answerByKeyboard } from './keyboard.mjs';
import { close, demo, heading, open } from './stage.mjs';

const KINDS = [
  'bereaved', 'burglary', 'business-crime', 'damage-asb', 'domestic-abuse', 'fraud-cyber', 'hate-crime',
  'modern-slavery', 'never-reported', 'sexual-offences', 'stalking-harassment', 'theft-robbery',
  'vehicle-crime', 'violence',
];
const PAGES_AT_MOST = 80;

/** From the link to the thank-you, with a look at every page. */
async function walk(page, link, kind) {
  await page.goto(link);
  for (let pages = 1; pages < PAGES_AT_MOST; pages += 1) {
    await inspect(page);
    if (/thank you/i.test(await heading(page))) return pages;
    await answerByKeyboard(page, { kind });
  }
  throw new Error(`the pages of ${kind} do not end`);
}

describe('by keyboard alone, on a small phone', { concurrency: 2 }, () => {
  for (const script of [true, false]) {
    for (const kind of KINDS) {
      test(`${kind} ${script ? 'with' : 'without'} script leads to the thank-you`, { timeout: 120_000 }, async () => {
        const page = await open({ script });
        const pages = await walk(page, await demo.link(), kind);
        assert.ok(pages > 8, `only ${pages} pages`);
        await close(page);
      });
    }
  }
});

test('the list of kinds holds exactly those that are walked', { timeout: 60_000 }, async () => {
  const page = await open();
  await page.goto(await demo.link());
  for (let steps = 0; steps < 3; steps += 1) await answerByKeyboard(page);
  const kinds = await page.locator('input[name=_kind]').evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(kinds.sort(), [...KINDS, 'none'].sort());
  await close(page);
});
