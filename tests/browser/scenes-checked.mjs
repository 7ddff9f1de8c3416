// Every page and state is accessible, on a small phone and on a desk.

import { describe, test } from 'node:test';
import { inspect } from './inspection.mjs';
import { OFFICE_SCENES } from './office-scenes.mjs';
import { SCENES } from './scenes.mjs';
import { DESK, PHONE, close, open } from './stage.mjs';

describe('accessible in every state', { concurrency: 2 }, () => {
  for (const [name, scene] of Object.entries({ ...SCENES, ...OFFICE_SCENES })) {
    test(name, { timeout: 240_000 }, async () => {
      const opened = [];
      const enter = async (wanted) => {
        const page = await open(wanted);
        opened.push(page);
        return page;
      };
      await scene(enter, async (page) => {
        await inspect(page);
        await page.setViewportSize(DESK);
        await inspect(page);
        await page.setViewportSize(PHONE);
      });
      for (const page of opened) await close(page);
    });
  }
});
