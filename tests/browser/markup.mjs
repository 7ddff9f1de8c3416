// The Nu HTML checker over every page that any test has met, as it came over the wire.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const checker = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
const met = new Map();
const arriving = new Set();

/** Keeps the markup of a page, one of each sort: by status, language, form and heading. */
export function keepMarkup(page, response) {
  const request = response.request();
  if (request.resourceType() !== 'document' || response.status() === 303) return;
  if (!response.headers()['content-type']?.startsWith('text/html')) return;
  const text = response.text().then((markup) => keep(response, markup), () => null);
  arriving.add(text);
  text.finally(() => arriving.delete(text));
  page.markup = text;
}

function keep(response, markup) {
  if (!markup.includes('govuk-template')) return;
  const part = (pattern) => markup.match(pattern)?.[1] ?? '';
  const sort = [
    response.status(), part(/<html[^>]* lang="([^"]*)"/), part(/name="_page" value="([^"]*)"/),
    part(/<title>([^<]*)/), part(/<h1[^>]*>([^<]*)/), markup.includes('govuk-error-summary'),
  ].join('|');
  if (!met.has(sort)) met.set(sort, { markup, url: new URL(response.url()).pathname });
}

/** Every error that the checker finds on what was met, with the page's address and heading. */
export async function markupErrors() {
  await Promise.all(arriving);
  const folder = await mkdtemp(join(tmpdir(), 'heard-markup-'));
  const pages = [...met];
  const files = pages.map((_, at) => join(folder, `${at}.html`));
  await Promise.all(pages.map(([, { markup }], at) => writeFile(files[at], markup)));
  const run = promisify(execFile)('java', ['-Xss1m', '-jar', checker, '--format', 'json', '--errors-only', '--stdout', ...files], {
    maxBuffer: 1 << 28,
  });
  const { stdout } = await run.catch((ended) => ended);
  await rm(folder, { recursive: true, force: true });
  assert.ok(stdout, 'the checker did not run: is Java installed? See .ci/install');
  const told = new Set(JSON.parse(stdout).messages.map(({ url, message, extract }) => {
    const [sort, { url: path }] = pages[Number(url.match(/(\d+)\.html$/)[1])];
    return `${path} (${sort}): ${message}\n    ${extract ?? ''}`;
  }));
  return { pages: pages.length, errors: [...told] };
}
