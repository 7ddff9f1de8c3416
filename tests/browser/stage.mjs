// What all tests stand on: one demonstration and one Chromium for the whole run, a profile of its own for each visit.

import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { startDemo } from './demo.mjs';
import { keepMarkup } from './markup.mjs';

export const PHONE = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 900 };
export const ELSEWHERE = 'https://weather.example/';
export const CANARY = 'marmalade zeppelin';

/** The demonstration, once it runs. */
export let demo;
/** Whatever a page said in its console or asked of somebody else. */
export const grumbles = [];

let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
}, { timeout: 600_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A browser that talks to nobody but the service under test, and keeps pages for its back button as people's do. */
function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

/** A page in a profile of its own. */
export async function open({ script = true, viewport = PHONE, clock = false, ...more } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport, ...more });
  const page = await context.newPage();
  if (clock) await page.clock.install();
  page.scripted = script;
  await playTheRest(page);
  listen(page);
  return page;
}

/** How long a profile may take to be thrown away before the next visit begins without waiting for it. */
const PATIENCE_MS = 10_000;

/**
 * Ends a visit. Chromium sometimes never answers the closing of a profile in which one page is on its way while
 * another is kept for the back button: so the page may arrive first (one that came out of the browser's memory never
 * says that it has), and nobody waits for ever. What is left of such a profile goes with the browser.
 */
export async function close(page) {
  await page.waitForLoadState('load', { timeout: PATIENCE_MS / 5 }).catch(() => null);
  await Promise.race([page.context().close(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
}

export const isOurs = (url) => url.startsWith(demo.survey) || url.startsWith(demo.office);

/** Plays every other site, the neutral one behind the exit first of all; redirects lead here too. */
async function playTheRest(page) {
  const wire = await page.context().newCDPSession(page);
  wire.on('Fetch.requestPaused', ({ requestId, request, resourceType }) => {
    if (resourceType !== 'Document') grumbles.push(`asked ${request.url}`);
    if (request.headers.Referer) grumbles.push(`told ${request.url} where it came from`);
    const body = Buffer.from('<!DOCTYPE html><title>Weather</title><link rel=icon href=data:,><p>a neutral page').toString('base64');
    const responseHeaders = [{ name: 'content-type', value: 'text/html' }];
    wire.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body }).catch(() => null);
  });
  await wire.send('Fetch.enable', { patterns: [{ urlPattern: 'https://*' }] });
}

function listen(page) {
  page.on('response', (response) => keepMarkup(page, response));
  page.on('pageerror', (fault) => grumbles.push(`${page.url()}: ${fault.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    // A page that is refused is told so in the console; a style sheet that is not there would be a fault.
    const isStatus = message.text().startsWith('Failed to load resource') && !url.includes('/assets/');
    if (['error', 'warning'].includes(message.type()) && !isStatus) grumbles.push(`${page.url()}: ${message.text()}`);
  });
}

/** Signs an account of a role in. */
export async function signIn(page, role) {
  const account = demo.accounts.find((one) => one.role === role);
  await page.goto(`${demo.office}/sign-in`);
  await page.locator('input[name=username]').fill(account.username);
  await page.locator('input[type=password]').fill(account.password);
  await page.locator('main form button').first().click();
  return account;
}

/** The first button of the page's form. */
export const mainButton = (page) => page.locator('main form button.govuk-button').first();

/** The button that asks for something by name. */
export const button = (page, value) => page.locator(`button[value=${value}]`).first();

/** The heading of the page. */
export const heading = (page) => page.locator('h1').first().innerText();

/** She has arrived somewhere else. */
export const away = (page) => page.waitForURL((url) => !isOurs(url.href));

/** From her link to the choice of kind. */
export async function toTheChoice(page, link, language = 'en') {
  await page.goto(language === 'en' ? link : `${link}?in=${language}`);
  for (let steps = 0; steps < 3; steps += 1) await mainButton(page).click();
}

/** Chooses a kind and goes on; answers nothing until something may be written. */
export async function toABox(page, link, kind = 'burglary') {
  await toTheChoice(page, link);
  await page.locator(`input[name=_kind][value=${kind}]`).check();
  for (let steps = 0; steps < 60; steps += 1) {
    await mainButton(page).click();
    if (await page.locator('main textarea').count()) return page.locator('main textarea').first();
  }
  throw new Error('nothing may be written anywhere');
}
