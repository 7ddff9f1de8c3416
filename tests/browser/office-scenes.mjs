// Every page of the office and of the public, as each role: whatever a link of the page leads to, and the forms that
// come back with faults. Scenes are played as those of `scenes.mjs`.

import { demo, mainButton, signIn } from './stage.mjs';

const FILES = /\/(download|read)(\/|$)/;
const LONG_RUNNING = /\/demo\/(attack|crowd)/;

/** Pages of one sort are told by their address without what varies. */
function sortOf(url) {
  const path = new URL(url).pathname;
  return path.replace(/[0-9a-f-]{36}/, 'id').replace(/\/\d+/, '/n').replace(/(questionnaires|inbox)\/.+/, '$1/one');
}

/** Follows links from a page to every sort of page of the office; `look` at each. */
async function follow(page, name, look) {
  const waiting = [page.url()];
  // What everybody may see is looked at once, as nobody in particular.
  const seen = new Set(name === 'public' ? [] : ['/demo', '/published', '/anonymity']);
  while (waiting.length > 0) {
    const url = waiting.shift();
    const sort = sortOf(url);
    if (seen.has(sort)) continue;
    seen.add(sort);
    await page.goto(url);
    await look(page, `${name}${sort.replaceAll('/', '-').replace(/-$/, '')}`);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.href.split(/[?#]/)[0]));
    waiting.push(...links.filter((link) => link.startsWith(demo.office) && !FILES.test(link) && !LONG_RUNNING.test(link)));
  }
}

/** Pages whose form is sent as it stands: what is missing is told, and nothing happens. */
const EMPTY_FORMS = {
  provider: ['/waves/new', '/interviews', '/cards', '/account'],
  commissioner: ['/account'],
  administrator: ['/staff', '/account'],
};

function office(role) {
  return async (enter, look) => {
    const page = await enter();
    await signIn(page, role);
    await follow(page, role, look);
    for (const path of EMPTY_FORMS[role]) {
      await page.goto(demo.office + path);
      await page.locator('main form button').last().click();
      await look(page, `${role}${path.replaceAll('/', '-')}-faulty`);
    }
    const notTheirs = role === 'administrator' ? '/waves' : '/staff';
    await page.goto(demo.office + notTheirs);
    await look(page, `${role}-forbidden`);
  };
}

async function theDoor(enter, look) {
  const page = await enter();
  await page.goto(demo.office);
  await follow(page, 'public', look);
  await page.goto(`${demo.office}/nothing`);
  await look(page, 'public-not-found');
  await page.goto(`${demo.office}/sign-in`);
  await mainButton(page).click();
  await look(page, 'sign-in-faulty');
  await page.locator('input[name=username]').fill('nobody');
  await page.locator('input[type=password]').fill('no such words at all');
  await mainButton(page).click();
  await look(page, 'sign-in-wrong');
}

/** Somebody new, from the administrator's form to the set-up of the second factor. */
async function somebodyNew(enter, look) {
  const page = await enter();
  await signIn(page, 'administrator');
  await page.goto(`${demo.office}/staff`);
  const name = `new-${Date.now()}`;
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[type=radio]').first().check();
  await page.locator('main form button').last().click();
  await look(page, 'staff-passphrase');
  const told = await page.locator('main').innerText();
  const passphrase = told.match(/\b(?:[0-9a-z]{4}-){3,}[0-9a-z]{4}\b/)[0];
  const hers = await enter();
  await hers.goto(`${demo.office}/sign-in`);
  await hers.locator('input[name=username]').fill(name);
  await hers.locator('input[type=password]').fill(passphrase);
  await mainButton(hers).click();
  await look(hers, 'set-up');
  await mainButton(hers).click();
  await look(hers, 'set-up-faulty');
}

/** All scenes by name. */
export const OFFICE_SCENES = {
  'the public pages and the door': theDoor,
  'somebody new': somebodyNew,
  ...Object.fromEntries(Object.keys(EMPTY_FORMS).map((role) => [`every page of the ${role}`, office(role)])),
};
