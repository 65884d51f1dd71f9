// The pages' clock: it is the server's, whatever the browser's says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, shows, visit } from './shop.mjs';
import { order, regions, sell, sweep } from './store.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const page = (sale, language = 'en') => `${regions.us}/us/${language}/sales/${sale}`;

// inSeconds returns the seconds that a countdown shows.
const inSeconds = (page) => page.evaluate(() => [...document.querySelectorAll('[data-unit]')]
  .filter((e) => !e.hidden).reduce((sum, e) => sum + e.dataset.unit * parseInt(e.firstChild.textContent, 10), 0));

// news has a page note what its status says, each text once.
async function news(page) {
  await page.addInitScript(() => {
    globalThis.news = [];
    addEventListener('DOMContentLoaded', () => {
      const status = document.querySelector('[role=status]');
      if (status) new MutationObserver(() => globalThis.news.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    });
  });
  return () => page.evaluate(() => globalThis.news);
}

for (const [name, hours] of [['an hour fast', 1], ['an hour slow', -1]]) {
  test(`a countdown is right to the second with a clock that is ${name}`, async () => {
    const sale = await sell('us', { opens: 500, lines: [['headphones', 10]] });
    const context = await visit(browser);
    const p = await context.newPage();
    await p.clock.install({ time: Date.now() + hours * 3_600_000 });
    await shows(p, page(sale), '[data-sku]');
    const until = Date.parse(await p.locator('[data-until]').getAttribute('data-until'));
    for (let looks = 0; looks < 3; looks++) {
      const from = Date.now();
      const shown = await inSeconds(p);
      const to = Date.now();
      // Between two ticks a countdown shows the seconds that have begun.
      assert.ok(shown >= (until - to) / 1000 - 1 && shown <= (until - from) / 1000 + 1, `it shows ${shown} s, and there are ${(until - to) / 1000} s`);
      await p.waitForFunction((was) => [...document.querySelectorAll('[data-unit]')].at(-1).firstChild.textContent !== was,
        await p.locator('[data-unit]').last().locator('b').textContent());
    }
    assert.deepEqual(await close(context), []);
  });
}

test('a countdown can be paused, and goes on where the time is', async () => {
  const sale = await sell('us', { opens: 500, lines: [['headphones', 10]] });
  const context = await visit(browser);
  const p = await context.newPage();
  await p.clock.install();
  await shows(p, page(sale), '[data-sku]');
  await p.clock.pauseAt(Date.now() + 5_000);
  const pause = p.locator('button[data-pause]');
  const began = await inSeconds(p);
  await pause.click();
  assert.equal(await pause.textContent(), await pause.getAttribute('data-resume'));
  await p.clock.runFor(30_000);
  assert.equal(await inSeconds(p), began, 'it moves while it is paused');
  await pause.click();
  assert.equal(await pause.textContent(), await pause.getAttribute('data-pause'));
  await p.clock.runFor(2_000);
  assert.equal(await inSeconds(p), began - 32);
  assert.deepEqual(await close(context), []);
});

test('five minutes, one minute and the opening are said, and nothing each second', async () => {
  const sale = await sell('us', { opens: 400, lines: [['headphones', 10]] });
  const context = await visit(browser);
  const p = await context.newPage();
  const said = await news(p);
  await p.clock.install();
  await shows(p, page(sale), '[data-sku]');
  const status = p.locator('[role=status]');
  const texts = await Promise.all([300, 60, 0].map((at) => status.getAttribute(`data-at-${at}`)));
  assert.ok(texts.every(Boolean), `there is nothing to say: ${texts}`);
  await p.clock.runFor(200_000);
  assert.deepEqual(await said(), texts.slice(0, 1));
  await p.clock.runFor(150_000);
  assert.deepEqual(await said(), texts.slice(0, 2));
  await p.clock.runFor(60_000);
  assert.deepEqual(await said(), texts);
  assert.deepEqual(await close(context), []);
});

test('"sold out" is said neither before the opening nor while units are on hold', async () => {
  const later = await sell('us', { opens: 12, access: 'open', lines: [['headphones', 10, 10]] });
  const held = await sell('us', { access: 'open', lines: [['headphones', 10, 10]] });
  await order('us', 'us', 'en', held, 'headphones', [], 10);
  const context = await visit(browser);
  const early = await context.newPage();
  const said = await news(early);
  await shows(early, page(later), '[data-state="upcoming"]');
  const waiting = await context.newPage();
  await shows(waiting, page(held), '[data-state="held"]', () => sweep('us'));
  const state = (p) => p.locator('[data-sku="headphones"]').getAttribute('data-state');
  assert.equal(await state(early), 'upcoming');
  assert.equal(await state(waiting), 'held');
  for (const p of [early, waiting]) assert.doesNotMatch(await p.locator('main').innerText(), /sold out/i);
  await early.locator('[data-sku="headphones"][data-state="in_stock"]').waitFor({ timeout: 60_000 }); // it has opened
  assert.doesNotMatch(await early.locator('main').innerText(), /sold out/i);
  assert.equal((await said())[0], await early.locator('[role=status]').getAttribute('data-at-0'));
  assert.deepEqual(await close(context), []);
});

test('whoever comes back to a page is told what is in stock now', async () => {
  const sale = await sell('us', { access: 'open', lines: [['headphones', 10, 10]] });
  const context = await visit(browser);
  const p = await context.newPage();
  await shows(p, page(sale), '[data-sku]');
  assert.equal(await p.locator('[data-sku="headphones"]').getAttribute('data-state'), 'in_stock');
  await order('us', 'us', 'en', sale, 'headphones', [], 10);
  await sweep('us');
  // The headless browser keeps no page that was left: it is told that it did. An answer is
  // a second or two old at most; on its own the page asks after ten seconds or more.
  const held = p.locator('[data-sku="headphones"][data-state="held"]');
  for (const until = Date.now() + 9_000; Date.now() < until && await held.count() === 0;) {
    await p.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await p.waitForResponse((r) => r.url().endsWith('/availability'));
  }
  await held.waitFor({ timeout: 500 });
  assert.deepEqual(await close(context), []);
});
