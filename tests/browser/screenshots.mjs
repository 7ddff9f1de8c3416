// Pictures of the pages at 320 and 1280 px, into screenshots/ at the project's root: to be looked at.

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser, startDemo } from './demo.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'screenshots');
await mkdir(folder, { recursive: true });
const demo = await startDemo();
const browser = await startBrowser();
const [link] = await demo.links();
for (const width of [320, 1280]) {
  const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
  const shoot = (name) => page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  await page.goto(link);
  for (let step = 0; step < 6; step += 1) {
    await shoot(`respondent-${step}`);
    const kind = page.locator('input[name=_kind]').first();
    if (await kind.count()) await kind.check();
    await page.locator('main form button.govuk-button').first().click();
  }
  for (const role of ['provider', 'commissioner', 'administrator']) {
    const account = demo.accounts.find((one) => one.role === role);
    const staff = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage();
    await staff.goto(`${demo.office}/sign-in`);
    await staff.locator('input[name=username]').fill(account.username);
    await staff.locator('input[type=password]').fill(account.password);
    await staff.locator('main form button').first().click();
    const menu = await staff.locator('nav.menu a').evaluateAll((all) => all.map((one) => one.href));
    for (const place of [`${demo.office}/`, ...menu]) {
      await staff.goto(place);
      const name = new URL(place).pathname.replaceAll('/', '-');
      await staff.screenshot({ path: join(folder, `${role}${name}-${width}.png`), fullPage: true });
    }
  }
}
await browser.close();
await demo.stop();
