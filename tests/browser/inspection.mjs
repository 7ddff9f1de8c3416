// What is asked of every page that is looked at: accessibility, reflow, one heading, the way out first.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

// Read at once: a module that waits while it is loaded would have its tests begin after those of the next.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const seen = new Set();

/** Faults of accessibility on the page as it is shown: WCAG 2.2 AA, and axe's own good practice. */
export async function accessibilityFaults(page) {
  if (!(await page.evaluate(() => typeof globalThis.axe === 'object'))) await page.evaluate(axe);
  // The way out stands before the way to the content: axe then misses a landmark around the latter.
  const options = { runOnly: RULES, rules: { region: { enabled: false } } };
  const found = await page.evaluate((wanted) => globalThis.axe.run(wanted), options);
  return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' | ')}`);
}

/** Which sort of page this is: every sort is inspected once in a language and width. */
function sortOf() {
  const form = document.querySelector('[name=_page]')?.value;
  const faulty = document.querySelector('.govuk-error-summary, .overtaken, .noticed') ? 'faulty' : '';
  const root = document.documentElement;
  const name = form ?? `${location.host}${location.pathname}`;
  return [name.replace(/[0-9a-f-]{36}|[0-9a-z]{26}/, ''), document.querySelector('h1')?.textContent, root.lang, faulty, innerWidth].join('|');
}

/** Looks at a page; one of its sort that was looked at before passes. The checker itself needs script. */
export async function inspect(page) {
  const sort = `${await page.evaluate(sortOf)}|${page.scripted}`;
  if (seen.has(sort)) return;
  seen.add(sort);
  if (page.scripted) assert.deepEqual(await accessibilityFaults(page), [], sort);
  const plain = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    titled: document.title.trim() !== '',
    first: document.querySelector('a[href], button, input:not([type=hidden]), textarea')?.getAttribute('href'),
    survey: document.querySelector('.masthead') === null,
  }));
  assert.equal(plain.wide, false, `${sort} scrolls sideways`);
  assert.equal(plain.headings, 1, `${sort}: headings of the first order`);
  assert.ok(plain.titled, `${sort} has no title`);
  if (plain.survey) assert.equal(plain.first, '/exit', `${sort}: the way out comes first`);
}
