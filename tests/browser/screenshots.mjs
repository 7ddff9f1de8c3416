// Pictures of every page and state at 320 and 1280 px, into screenshots/ at the project's root: to be looked at.
// The same scenes are held against the rules of accessibility by the tests. `ONLY=name` plays what holds these words.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OFFICE_SCENES } from './office-scenes.mjs';
import { SCENES } from './scenes.mjs';
import { DESK, PHONE, close, open } from './stage.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'screenshots');
const only = process.env.ONLY ?? '';
let pictures = 0;
mkdirSync(folder, { recursive: true });

async function look(page, name) {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(folder, `${name}-${size.width}.png`), fullPage: true });
    pictures += 1;
  }
}

for (const [name, scene] of Object.entries({ ...SCENES, ...OFFICE_SCENES })) {
  if (!name.includes(only)) continue;
  test(name, { timeout: 600_000 }, async () => {
    const opened = [];
    await scene(async (wanted) => {
      const page = await open(wanted);
      opened.push(page);
      return page;
    }, look);
    for (const page of opened) await close(page);
  });
}

after(() => console.log(`${pictures} pictures in screenshots/`));
