// Programs that open every link of a letter in a real browser, and what a first visit costs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CANARY, button, close, demo, heading, mainButton, open, toABox } from './stage.mjs';

const REQUESTS = 3;
const BYTES = 30_000;

/** Presses the first button of three pages, as a scanner with script does. */
async function pressOn(page, address) {
  await page.goto(address);
  for (let pages = 0; pages < 3; pages += 1) {
    const first = page.locator('button:visible').first();
    if (!(await first.count())) return;
    await first.click();
  }
}

test('a scanner that runs script and presses the first button of three pages changes nothing for the victim', { timeout: 180_000 }, async () => {
  const link = await demo.link();
  const hers = await open();
  const box = await toABox(hers, link);
  await box.fill(CANARY);
  await button(hers, 'pause').click();
  const start = await open();
  await start.goto(link);
  await button(start, 'never').click();
  const stop = start.url();
  for (const address of [link, stop, link, stop, link, link]) {
    const scanner = await open({ userAgent: 'Mozilla/5.0 (compatible; LinkScanner/1.0)' });
    await pressOn(scanner, address);
    await close(scanner);
  }
  assert.equal((await fetch(link)).status, 200, 'the link still opens');
  await mainButton(hers).click();
  assert.equal(await hers.locator('main textarea').first().inputValue(), CANARY);
  await button(hers, 'stop').click();
  await button(hers, 'send').click();
  assert.match(await heading(hers), /thank you/i);
  for (const page of [hers, start]) await close(page);
});

test(`the first page needs at most ${REQUESTS} requests and ${BYTES} bytes over the wire`, { timeout: 60_000 }, async (told) => {
  const page = await open();
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  const asked = new Map();
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, { url: request.url, bytes: 0 }));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { asked.get(requestId).bytes = encodedDataLength; });
  await page.goto(await demo.link(), { waitUntil: 'networkidle' });
  const all = [...asked.values()];
  // The icon of the tab is the browser's own wish, which it has after the page is shown: it counts as bytes only.
  const needed = all.filter((one) => !one.url.endsWith('.svg'));
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  told.diagnostic(`${all.length} requests, ${bytes} bytes: ${all.map((one) => `${new URL(one.url).pathname.slice(0, 12)} ${one.bytes}`).join(', ')}`);
  assert.ok(all.every((one) => one.bytes > 0), 'a request was not measured');
  assert.ok(needed.length <= REQUESTS && all.length <= REQUESTS + 1, `${all.length} requests`);
  assert.ok(bytes < BYTES, `${bytes} bytes`);
  await close(page);
});
