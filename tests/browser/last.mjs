// What is known only when every other test has run: the markup of all pages that were met, and what they said aside.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markupErrors } from './markup.mjs';
import { grumbles } from './stage.mjs';

test('the Nu HTML checker finds no error on any page that was met', { timeout: 180_000 }, async (told) => {
  const { pages, errors } = await markupErrors();
  told.diagnostic(`${pages} pages`);
  assert.ok(pages > 0);
  assert.deepEqual(errors, []);
});

test('no page has complained in its console, or asked anybody else for anything', () => {
  assert.deepEqual([...new Set(grumbles)], []);
});
