// Every page and state: it breaks no rule of accessibility, does not scroll sideways, and
// does nothing that a shop must not do.
//
// Every page is looked at on a small phone in each market's first language, because only
// the length of the texts differs there. Narrow and wide, light and dark, and zoomed, every
// page is looked at in en for the United States, in de, whose words are longest and whose
// law wants most, and in hi, which has another script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, everywhere, launch, narrow, shows, visit } from './shop.mjs';
import { publicPages } from './pages.mjs';
import { anybody, endSale, order, pass, refund, regions, sell, ship, sweep } from './store.mjs';

const thorough = ['us: ', 'us/en: ', 'de/de: ', 'in/hi: '];

let browser, context, page;
before(async () => {
  browser = await launch();
  // axe is injected, and colours are those in which a change of scheme ends.
  context = await visit(browser, { bypassCSP: true, reducedMotion: 'reduce' });
  page = await context.newPage();
});
after(async () => { await browser.close(); });

for (const [region, url] of Object.entries(regions)) {
  test(`the pages of region ${region}`, async (t) => {
    for (const { name, url: at } of await publicPages(region, url, (market) => pass(region, market, anybody()))) {
      await t.test(name, async () => {
        const response = await page.goto(at);
        assert.equal(response.status(), 200, at);
        await (thorough.some((start) => name.startsWith(start)) ? everywhere(page) : narrow(page));
      });
    }
  });
}

// The states of orders, in a market with and without a right to withdraw.
for (const [region, market, language] of [['us', 'us', 'en'], ['eu', 'de', 'de'], ['in', 'in', 'hi']]) {
  test(`the orders of ${market} in ${language}`, async (t) => {
    const sale = await sell(region, { access: 'open', lines: [['fitness-band', 50]] });
    const short = await sell(region, { access: 'open', hold: 10, lines: [['fitness-band', 50]] });
    const make = (...then) => order(region, market, language, sale, 'fitness-band', then);
    const expires = await order(region, market, language, short, 'fitness-band');
    const orders = { held: await make(), extended: await make('extend'), paid: await make('pay'), cancelled: await make('cancel'),
      shipped: await make('pay'), refunded: await make('pay') };
    await ship(region, orders.shipped.id);
    await refund(region, orders.refunded.id);
    if (region === 'eu') orders.withdrawn = await make('pay', 'withdraw');
    for (const [state, { url }] of Object.entries(orders)) {
      await t.test(state, async () => {
        const response = await page.goto(url);
        assert.equal(response.status(), 200);
        await everywhere(page);
      });
    }
    await t.test('expired', async () => {
      await shows(page, expires.url, '.state[data-state="closed"]', () => sweep(region));
      await everywhere(page);
    });
  });
}

// The states of sales.
test('sales', async (t) => {
  const look = (name, state, make) => t.test(name, async () => {
    for (const [region, market, language] of [['us', 'us', 'en'], ['eu', 'de', 'de']]) {
      const sale = await make(region, market, language);
      await shows(page, `${regions[region]}/${market}/${language}/sales/${sale}`, `[data-state="${state}"]`, () => sweep(region));
      await everywhere(page);
    }
  });
  const taken = (quantity, then) => async (region, market, language) => {
    const sale = await sell(region, { access: 'open', lines: [['headphones', 10, 10]] });
    await order(region, market, language, sale, 'headphones', then, quantity);
    return sale;
  };
  await look('sold out', 'sold_out', taken(10, ['pay']));
  await look('on hold', 'held', taken(10));
  await look('few left', 'low', taken(9));
  await look('closed', 'closed', async (region) => {
    const sale = await sell(region, { lines: [['headphones', 2]] });
    await endSale(region, sale);
    return sale;
  });
  await look('upcoming', 'upcoming', (region) => sell(region, { opens: 3600, lines: [['headphones', 2], ['fitness-band', 50]] }));
});

test('what is not there, in the language of the reader', async () => {
  for (const path of ['us/en/sales/nothing', 'us/en/products/nothing', 'orders/0000000000000000-1?t=wrong', 'us/en/pass?pass=wrong']) {
    const response = await page.goto(`${regions.us}/${path}`);
    assert.ok(response.status() >= 400 && response.status() < 500, `${path}: ${response.status()}`);
    await everywhere(page);
  }
});

test('no page of these does what a shop must not do', async () => {
  assert.deepEqual(await close(context), []);
});
