// A draw of 200 entries, from the form to the result. The reader's browser, the operator's command
// and the page agree on the result.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { close, everywhere, launch, shows, visit } from './shop.mjs';
import { anybody, draw, link, regions } from './store.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const ready = (state) => `.hero .state[data-state="${state}"]`;
const open = async (region, at, entries) => {
  const sale = `draw-${randomUUID().slice(0, 8)}`;
  await draw(region, sale, 'open', { entries });
  return { sale, url: `${regions[region]}/${at}/sales/${sale}/draw?sku=fitness-band` };
};

for (const [region, at] of [['us', 'us/en'], ['eu', 'de/de'], ['in', 'in/hi']]) {
  test(`a draw in ${at}`, async () => {
    const context = await visit(browser, { bypassCSP: true, reducedMotion: 'reduce' });
    const page = await context.newPage(), sent = [];
    page.on('request', (r) => sent.push(r.url() + (r.postData() ?? '')));

    const entering = await open(region, at, 'open');
    await shows(page, entering.url, ready('open'));
    await everywhere(page);
    const email = anybody();
    await page.fill('#email', email);
    await page.click('form[action$="/join"] button');
    assert.match(await link(region, email, /http\S+\/waitlist\/confirm\?\S+/), /^http/);

    const fixed = await open(region, at, 'now');
    await draw(region, fixed.sale, 'close');
    await shows(page, fixed.url, ready('upcoming'));
    await everywhere(page);

    const { sale, url } = await open(region, at, 'past');
    await shows(page, url, ready('held'));
    assert.equal(await page.locator('[data-draw]').count(), 0);
    const { secret, address } = await draw(region, sale, 'close');
    await page.goto(url); // the round is past, but the store has no beacon yet
    await everywhere(page);
    await page.click('[data-compute]');
    const verdict = page.locator('[data-verdict]'), words = await page.locator('[data-draw]').evaluate((e) => ({ ...e.dataset }));
    await verdict.filter({ hasText: words.rooted }).waitFor();

    await draw(region, sale, 'run');
    await page.goto(url);
    await page.click('[data-compute]');
    await verdict.filter({ hasText: words.agrees }).waitFor();
    await everywhere(page);

    const shown = await page.locator('[data-rank]').allTextContents();
    assert.equal(shown.length, 100);
    const verified = await draw(region, sale, 'verify');
    assert.deepEqual([...verified.matchAll(/^\d+  ([0-9a-f]{64})$/gm)].map((line) => line[1]), shown.slice(0, 20));

    // An entrant finds the entry. The browser sends neither the address nor the secret.
    const before = sent.length;
    await page.fill('#secret', secret);
    await page.fill('#address', address);
    await page.click('[data-own] button');
    const found = page.locator('[data-found]');
    await found.filter({ hasText: /\d/ }).waitFor();
    const rank = Number((await found.textContent()).match(/\d+/)[0]);
    assert.equal(await found.textContent(), words[rank > 20 ? 'reserve' : 'won'].replace('#', rank));
    await page.fill('#address', 'nobody@example.com');
    await page.click('[data-own] button');
    await found.filter({ hasText: words.missing }).waitFor();
    assert.deepEqual(sent.slice(before), []);
    assert.ok(!page.url().includes(secret));
    assert.ok(await verdict.isVisible());
    assert.deepEqual(await close(context), []);
  });
}

test('a draw without scripts', async () => {
  const { sale, url } = await open('uk', 'gb/en', 'past');
  const context = await visit(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await shows(page, url, ready('held'));
  await draw('uk', sale, 'close');
  await draw('uk', sale, 'run');
  await page.goto(url);
  assert.equal(await page.locator('[data-rank]').count(), 100);
  assert.equal(await page.locator('[data-draw]').isVisible(), false);
  await page.click('a[rel="next"]');
  assert.equal(await page.locator('[data-rank="101"]').count(), 1);
  assert.deepEqual(context.faults, []);
  await context.close();
});
