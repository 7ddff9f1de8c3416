// Every page and state that a respondent can meet, each reached as she reaches it. A scene is given an `enter` that
// opens a page in a profile of its own, and a `look` that is called with page and name wherever there is one to see.

import { CANARY, ELSEWHERE, button, demo, mainButton, signIn, toABox, toTheChoice } from './stage.mjs';

export const LANGUAGES = ['en', 'en-easy', 'pl', 'ne', 'ar-xb'];
const MINUTE = 60_000;

/** What may be typed that a page does not take. */
async function typeFaults(page) {
  let typed = false;
  for (const box of await page.locator('main textarea:not([readonly]), main input[type=text]').all()) {
    const name = await box.getAttribute('name');
    await box.fill(name.endsWith('-year') ? '0001' : /-(day|month)$/.test(name) ? '99' : 'long words '.repeat(400));
    typed = true;
  }
  return typed;
}

async function clearFaults(page) {
  for (const box of await page.locator('main textarea:not([readonly]), main input[type=text]').all()) {
    const name = await box.getAttribute('name');
    await box.fill(name.endsWith('-year') ? '2026' : /-(day|month)$/.test(name) ? '2' : 'They listened.');
  }
}

/** The first choice of every question, and words in every box. */
async function fill(page, kind) {
  const names = await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map((one) => one.name))]);
  for (const name of names) {
    const one = name === '_kind' ? `[value="${kind}"]` : '';
    await page.locator(`input[type=radio][name="${name}"]${one}`).first().check();
  }
  await clearFaults(page);
}

/** Everything from the link to the thank-you, each faulty page first, in a language. */
function journey(language, kind) {
  return async (enter, look) => {
    const page = await enter();
    const link = await demo.link();
    await page.goto(language === 'en' ? link : `${link}?in=${language}`);
    for (let at = 0; at < 80; at += 1) {
      await look(page, `${language}-${kind}-${String(at).padStart(2, '0')}`);
      if (!(await page.locator('main form button.govuk-button').count())) return;
      const asksKind = await page.locator('input[name=_kind]').count();
      if (asksKind || (await typeFaults(page))) {
        await mainButton(page).click();
        if (await page.locator('.govuk-error-summary').count()) {
          await look(page, `${language}-${kind}-${String(at).padStart(2, '0')}-faulty`);
        }
      }
      await fill(page, kind);
      await mainButton(page).click();
    }
    throw new Error('the pages do not end');
  };
}

async function beforeStart(enter, look) {
  const page = await enter();
  const link = await demo.link();
  for (const language of LANGUAGES) {
    await page.goto(`${link}?in=${language}`);
    await look(page, `start-${language}`);
    await button(page, 'later').click();
    await look(page, `not-now-${language}`);
    await page.goto(`${link}?in=${language}`);
    await button(page, 'never').click();
    await look(page, `stop-${language}`);
  }
  await mainButton(page).click();
  await look(page, 'stop-kept');
  await page.goto(link);
  await button(page, 'never').click();
  await button(page, 'yes').click();
  await look(page, 'stop-done');
  await page.goto(link);
  await look(page, 'unknown-link');
  await page.goto(`${demo.survey}/`);
  await look(page, 'root');
  await page.goto(`${demo.survey}/nothing`);
  await look(page, 'not-found');
  await page.goto(`${demo.survey}/q`);
  await look(page, 'no-sitting');
}

async function comingBack(enter, look) {
  const page = await enter();
  const link = await demo.link();
  const box = await toABox(page, link);
  await box.fill(CANARY);
  await button(page, 'pause').click();
  await look(page, 'pause');
  await button(page, 'code').click();
  await look(page, 'return-code');
  const again = await enter();
  await again.goto(link);
  await mainButton(again).click();
  await button(again, 'return').click();
  await look(again, 'return');
  await again.locator('input[name=_code]').fill('no such words here');
  await mainButton(again).click();
  await look(again, 'return-faulty');
}

async function aHardMoment(enter, look) {
  const page = await enter();
  const box = await toABox(page, await demo.link());
  await box.fill('My neighbour Margaret rang 07700 900123 for me.');
  await mainButton(page).click();
  await look(page, 'noticed');
  await button(page, 'stop').click();
  await look(page, 'check-noticed');
  await page.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await look(page, 'check-unfolded');
  await page.locator('button[name=_change]').last().click();
  await look(page, 'change');
  await button(page, 'hard').click();
  await look(page, 'hard');
  await button(page, 'delete').click();
  await look(page, 'deleted');
}

async function twoWindows(enter, look) {
  const page = await enter();
  const link = await demo.link();
  await toTheChoice(page, link);
  await page.locator('input[name=_kind][value=burglary]').check();
  await mainButton(page).click();
  await button(page, 'stop').click();
  await look(page, 'check-empty');
  await button(page, 'back').click();
  const other = await page.context().newPage();
  await other.goto(page.url());
  for (const [window, which] of [[other, 0], [page, 1]]) {
    await window.locator('main input[type=radio]').nth(which).check();
    await mainButton(window).click();
  }
  await look(page, 'overtaken');
  await page.context().clearCookies();
  const late = await enter();
  const box = await toABox(late, link);
  await box.fill(CANARY);
  await late.context().clearCookies();
  await mainButton(late).click();
  await look(late, 'lapsed-with-text');
  for (let times = 0; times < 4; times += 1) {
    const more = await enter();
    await toTheChoice(more, link);
    await more.locator('input[name=_kind][value=none]').check();
    await mainButton(more).click();
    if (times === 3) await look(more, 'too-many-drafts');
  }
}

async function refused(enter, look) {
  const page = await enter();
  const box = await toABox(page, await demo.link());
  await box.fill(CANARY);
  await page.locator('input[name=_nonce]').evaluate((field) => { field.value = 'another'; });
  await mainButton(page).click();
  await look(page, 'forbidden-kept');
  await page.goto(ELSEWHERE);
  await page.setContent(`<form method=post action="${demo.survey}/q"><button>go</button></form>`);
  await page.locator('button').click();
  await look(page, 'forbidden');
}

async function waiting(enter, look) {
  const page = await enter({ clock: true });
  const box = await toABox(page, await demo.link());
  await box.fill(CANARY);
  await page.clock.fastForward(6 * MINUTE);
  await look(page, 'covered');
  await page.keyboard.press('Enter');
  await page.clock.fastForward(4 * MINUTE);
  await page.keyboard.press('Tab');
  for (let minutes = 0; minutes < 18; minutes += 2) {
    await page.clock.fastForward(2 * MINUTE);
    await page.keyboard.press('Shift+Tab');
  }
  await look(page, 'closes-soon');
}

async function contactMe(enter, look) {
  const page = await enter();
  await page.goto(`${demo.survey}/contact-me`);
  await look(page, 'contact-me');
  await mainButton(page).click();
  await look(page, 'contact-me-faulty');
  for (const box of await page.locator('main textarea, main input[type=text]').all()) await box.fill('After six, 01632 960001');
  for (const name of new Set(await page.locator('main input[type=radio]').evaluateAll((all) => all.map((one) => one.name)))) {
    await page.locator(`input[type=radio][name="${name}"]`).first().check();
  }
  await mainButton(page).click();
  await look(page, 'contact-me-sent');
}

async function cards(enter, look) {
  const page = await enter();
  for (const language of LANGUAGES) {
    await page.goto(`${demo.survey}/card?in=${language}`);
    await look(page, `card-${language}`);
  }
  await page.goto(`${demo.survey}/card`);
  await page.locator('input[name=card]').fill('0000-0000-0000');
  await mainButton(page).click();
  await look(page, 'card-faulty');
  const office = await enter();
  await signIn(office, 'provider');
  await office.goto(`${demo.office}/interviews`);
  await office.locator('main input[type=radio]').first().check();
  await mainButton(office).click();
  await page.goto(await office.locator('main a.govuk-button').getAttribute('href'));
  await look(page, 'interview');
}

/** All scenes by name. */
export const SCENES = {
  'before Start': beforeStart,
  'coming back': comingBack,
  'a hard moment': aHardMoment,
  'two windows and a late form': twoWindows,
  'a form that is refused': refused,
  'a page that waits': waiting,
  'a request to be contacted': contactMe,
  'cards and interviews': cards,
  ...Object.fromEntries(LANGUAGES.map((language) => [
    `the whole journey in ${language}`, journey(language, language === 'en' ? 'domestic-abuse' : 'burglary'),
  ])),
};
