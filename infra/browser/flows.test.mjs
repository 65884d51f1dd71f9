// What shoppers do, from the market's home to the end. Every language of every market buys
// with scripts, and the first of each market without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Buyer } from './buyer.mjs';
import { close, everywhere, launch, narrow, shows, visit } from './shop.mjs';
import { markets } from './pages.mjs';
import { endSale, link, order, rush, sell, ship } from './store.mjs';

const sku = 'fitness-band';
let browser;
const sales = {};
before(async () => {
  browser = await launch();
  for (const region of Object.keys(markets)) sales[region] = await sell(region, { lines: [[sku, 10_000]] });
});
after(async () => {
  for (const [region, sale] of Object.entries(sales)) await endSale(region, sale); // so that homes are as they were
  await browser.close();
});

// shops has a new buyer do something, and asserts that no page did what a shop must not do.
async function shops([region, market, language], options, does) {
  const context = await visit(browser, { locale: `${language}-${market.toUpperCase()}`, ...options });
  const page = await context.newPage();
  await does(new Buyer(page, region, market, language), page);
  assert.deepEqual(await close(context), []);
}

const everyLanguage = Object.entries(markets).flatMap(([region, of]) =>
  Object.entries(of).flatMap(([market, languages]) => languages.map((language) => [region, market, language])));
const everyMarket = everyLanguage.filter(([region, market, language]) => markets[region][market][0] === language);
const some = everyMarket.filter(([, market]) => ['us', 'de', 'in'].includes(market));

// buys goes from the home page to an order that is held.
async function buys(buyer, sale = sales[buyer.region]) {
  await buyer.toSale(sale);
  await buyer.askForPass();
  await buyer.toCheckout(sale);
  await buyer.fill(sku);
  await buyer.hold();
  return buyer.is('held');
}

async function purchase(buyer, page) {
  const id = await buys(buyer);
  assert.equal((await buyer.press('/extend')).status(), 200);
  assert.equal(await buyer.is('held'), id);
  assert.equal(await page.locator('form[action$="/extend"]').count(), 0, 'it can be extended twice');
  await buyer.pay('pm_card_chargeDeclined');
  await page.locator('main [data-kind="error"]').waitFor();
  assert.equal(await buyer.is('held'), id);
  assert.equal((await buyer.pay('pm_card_visa')).status(), 200);
  assert.equal(await buyer.is('paid'), id);
  assert.match(await page.locator('main').innerText(), new RegExp(id));
}

for (const [where, javaScriptEnabled] of [[everyLanguage, true], [everyMarket, false]]) {
  describe(`a purchase ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
    for (const at of where) test(at.join('/'), () => shops(at, { javaScriptEnabled }, purchase));
  });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  describe(`what else orders go through, ${how} scripts`, () => {
    for (const at of some) {
      test(`${at.join('/')}: cancelled, and begun again with what was typed`, () => shops(at, { javaScriptEnabled }, async (buyer, page) => {
        const sale = await sell(buyer.region, { access: 'open', lines: [[sku, 5]] });
        await shows(page, `${buyer.home}/sales/${sale}`, 'a[href$="/checkout"]');
        await buyer.follow('a[href$="/checkout"]');
        await page.locator('main [name="email"]').fill(buyer.email);
        await buyer.fill(sku);
        await buyer.hold();
        await buyer.is('held');
        await buyer.press('/cancel');
        await buyer.is('closed');
        await buyer.press('/checkout');
        assert.equal(await page.locator('[name="email"]').inputValue(), buyer.email);
        assert.equal(await page.locator(`[name="q-${sku}"]`).inputValue(), '1');
        await buyer.hold();
        await buyer.is('held');
      }));

      test(`${at.join('/')}: a card that its bank asks about`, () => shops(at, { javaScriptEnabled }, async (buyer) => {
        await buys(buyer);
        await buyer.pay('pm_card_authenticationRequired');
        await buyer.press('/pay');
        await buyer.is('paid');
      }));

      test(`${at.join('/')}: an order is found again`, () => shops(at, { javaScriptEnabled }, async (buyer, page) => {
        const id = await buys(buyer);
        await page.goto(buyer.home);
        await Promise.all([page.waitForNavigation(), page.locator('header a[href*="/lookup"]').click()]);
        await page.locator('main [name="order"]').fill(id);
        await page.locator('main [name="email"]').fill(buyer.email);
        await buyer.press('/lookup');
        await page.goto(await link(buyer.region, buyer.email, new RegExp(`http\\S+/orders/${id}\\?\\S+`)));
        assert.equal(await buyer.is('held'), id);
      }));
    }

    for (const at of everyMarket.filter(([, market]) => ['de', 'gb'].includes(market))) {
      test(`${at.join('/')}: withdrawn from`, () => shops(at, { javaScriptEnabled }, async (buyer, page) => {
        const id = await buys(buyer);
        await buyer.pay('pm_card_visa');
        await ship(buyer.region, id);
        await page.reload();
        await buyer.follow('a[href*="/withdraw"]');
        assert.match(await page.locator('main').innerText(), new RegExp(id));
        await buyer.press('/withdraw');
        assert.equal(await buyer.is('closed'), id);
        assert.equal(await page.locator('a[href*="/withdraw?"]').count(), 0, 'it can be withdrawn from twice');
        await link(buyer.region, buyer.email, new RegExp(`${id}\\. `)); // the receipt, which has the statement
      }));
    }
  });

  describe(`a waitlist ${how} scripts`, () => {
    for (const at of some) {
      test(at.join('/'), () => shops(at, { javaScriptEnabled }, async (buyer, page) => {
        await page.goto(`${buyer.home}/products/phone-note`);
        if (await page.locator('main form[action$="/join"]').count() === 0) await page.goto(`${buyer.home}/join?sku=phone-note`);
        await page.locator('main form[action$="/join"] input[type=email]').fill(buyer.email);
        await buyer.press('/join');
        await page.goto(await link(buyer.region, buyer.email, /http\S+\/waitlist\/confirm\S+/));
        const asked = await page.locator('main h1').innerText();
        await buyer.press('/waitlist/confirm');
        assert.notEqual(await page.locator('main h1').innerText(), asked);
      }));
    }
  });
}

describe('a sale that asks for work', () => {
  const fills = async (buyer, page, sale) => {
    await shows(page, `${buyer.home}/sales/${sale}`, 'a[href$="/checkout"]');
    await buyer.follow('a[href$="/checkout"]');
    await page.locator('main [name="email"]').fill(buyer.email);
    await buyer.fill(sku);
  };
  for (const at of some) {
    test(`${at.join('/')}: the browser works while the shopper types`, () => shops(at, {}, async (buyer, page) => {
      const sale = await sell(buyer.region, { access: 'open', work: 12, lines: [[sku, 5]] });
      await fills(buyer, page, sale);
      await page.waitForFunction(() => document.querySelector('[data-work]').value.includes('.'));
      await buyer.hold();
      await buyer.is('held');
    }));

    test(`${at.join('/')}: without scripts, a pass does as well`, () => shops(at, { javaScriptEnabled: false }, async (buyer, page) => {
      const sale = await sell(buyer.region, { access: 'open', work: 12, lines: [[sku, 5]] });
      await fills(buyer, page, sale);
      assert.equal((await buyer.hold()).status(), 403);
      assert.equal(await page.locator('main input[type=email]').inputValue(), buyer.email);
      await buyer.press('/pass');
      await buyer.toCheckout(sale);
      await buyer.fill(sku);
      await buyer.hold();
      await buyer.is('held');
    }));
  }

  test('a form that is sent before its work is done says so, and is sent then', () => shops(['us', 'us', 'en'], { reducedMotion: 'reduce' }, async (buyer, page) => {
    const sale = await sell(buyer.region, { access: 'open', work: 18, lines: [[sku, 5]] });
    let answer;
    await page.route(`**/v1/us/sales/${sale}`, async (route) => {
      await new Promise((resolve) => { answer = resolve; });
      await route.continue();
    });
    await fills(buyer, page, sale);
    await buyer.button('/checkout').click();
    const said = page.locator('[data-working]');
    await page.waitForFunction(() => document.querySelector('[data-working]').textContent !== '');
    assert.equal(await said.innerText(), await said.getAttribute('data-working'));
    await Promise.all([page.waitForNavigation(), answer()]);
    await buyer.is('held');
  }));

  test('its form breaks no rule', () => shops(['us', 'us', 'en'], { bypassCSP: true, reducedMotion: 'reduce' }, async (buyer, page) => {
    const sale = await sell(buyer.region, { access: 'open', work: 12, lines: [[sku, 5]] });
    await shows(page, `${buyer.home}/sales/${sale}/checkout`, '[data-work]');
    await everywhere(page);
  }));
});

test('a link to a waitlist that is wrong says so, and how to get another', () => shops(['us', 'us', 'en'], { bypassCSP: true, reducedMotion: 'reduce' }, async (buyer, page) => {
  const response = await page.goto(`${buyer.home.replace('/us/en', '')}/waitlist/confirm?token=wrong`);
  assert.equal(response.status(), 403);
  await narrow(page);
}));

test('what is wrong with a form is named, beside its fields, and what was typed stays', async (t) => {
  for (const at of some) {
    for (const javaScriptEnabled of [true, false]) {
      await t.test(`${at.join('/')}, scripts ${javaScriptEnabled}`, () => shops(at, { javaScriptEnabled, bypassCSP: javaScriptEnabled, reducedMotion: 'reduce' }, async (buyer, page) => {
        const sale = sales[buyer.region];
        await buyer.toSale(sale);
        await buyer.askForPass();
        await buyer.toCheckout(sale);
        await buyer.fill(sku);
        await page.locator('[name="postal_code"]').fill('1');
        await page.locator('[name="name"]').fill('');
        const response = await buyer.hold();
        assert.equal(response.status(), 422);
        const summary = page.locator('main [data-kind="error"]');
        assert.equal(await summary.evaluate((e) => e === document.activeElement), true, 'the summary has no focus');
        assert.deepEqual(await summary.locator('a').evaluateAll((links) => links.map((a) => a.hash)), ['#name', '#postal_code']);
        for (const field of ['name', 'postal_code']) {
          const control = page.locator(`[name="${field}"]`);
          assert.equal(await control.getAttribute('aria-invalid'), 'true');
          assert.equal(await page.locator(`#${field}-error`).isVisible(), true);
          assert.match(await control.getAttribute('aria-describedby'), new RegExp(`${field}-error`));
        }
        assert.equal(await page.locator('[name="postal_code"]').inputValue(), '1');
        await summary.locator('a').last().click();
        assert.equal(await page.locator('[name="postal_code"]').evaluate((e) => e === document.activeElement), true);
        if (javaScriptEnabled) await narrow(page);
        await buyer.fill(sku);
        await buyer.hold();
        await buyer.is('held');
      }));
    }
  }
});

for (const javaScriptEnabled of [true, false]) {
  test(`a double click, back, reload and another tab make one order, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => shops(['us', 'us', 'en'], { javaScriptEnabled }, async (buyer, page) => {
    const sale = sales.us;
    await buyer.toSale(sale);
    await buyer.askForPass();
    await buyer.toCheckout(sale);
    const form = page.url();
    await buyer.fill(sku);
    await Promise.all([page.waitForURL('**/orders/**'), buyer.button('/checkout').dblclick({ noWaitAfter: true })]);
    await page.waitForLoadState();
    const id = await buyer.is('held');
    await page.reload();
    assert.equal(await buyer.is('held'), id);
    await page.goBack();
    if (await page.locator(`[name="q-${sku}"]`).inputValue() === '0') await buyer.fill(sku); // not kept by the browser
    await buyer.hold();
    const other = await page.context().newPage();
    await other.goto(form);
    const second = new Buyer(other, 'us', 'us', 'en');
    second.email = buyer.email;
    await second.fill(sku);
    await second.hold();
    // A form that was fetched anew has a key of its own: then the buyer's limit decides.
    for (const p of [page, other]) {
      const [, made] = new URL(p.url()).pathname.match(/^\/orders\/(.*)/) ?? [];
      assert.equal(made ?? id, id, 'another order was made');
      if (!made) await p.locator('main [data-kind="error"]').waitFor();
    }
  }));
}

test('a purchase with nothing but the keyboard', () => shops(['us', 'us', 'en'], {}, async (buyer, page) => {
  const focused = (selector) => page.evaluate((s) => document.activeElement.matches(s), selector);
  // to moves to an element with Tab, and asserts on the way that what has the focus is seen.
  const to = async (selector) => {
    for (let steps = 0; steps < 120 && !await focused(selector); steps++) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(() => {
        const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
        if (e === document.body) return '';
        const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return seen ? '' : e.outerHTML.slice(0, 150);
      });
      assert.equal(hidden, '', 'the focus is not seen');
    }
    assert.ok(await focused(selector), `Tab does not lead to ${selector}`);
  };
  const go = async (key) => { await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]); };
  await page.goto(buyer.home);
  await page.keyboard.press('Tab');
  assert.ok(await focused('a[href="#content"]'), 'the first stop is not the link to the content');
  await page.keyboard.press('Enter');
  await to(`a[href$="/sales/${sales.us}"]`);
  await go('Enter');
  await to('.actions a[href$="/pass"]');
  await go('Enter');
  await to('input[type=email]');
  await page.keyboard.type(buyer.email);
  await go('Enter');
  await page.goto(await link('us', buyer.email, /http\S+\/pass\?\S+/));
  await to(`a[href*="/sales/${sales.us}/checkout"]`);
  await go('Enter');
  await to(`[name="q-${sku}"]`);
  await page.keyboard.press('ArrowDown');
  for (const [field, text] of [['name', 'Avery Shopper'], ['line1', '1 Market Street'], ['city', 'San Francisco'], ['state', 'Calif']]) {
    await to(`[name="${field}"]`);
    await page.keyboard.type(text);
  }
  await to('form[action$="/checkout"] button'); // and forgets the ZIP code
  await go('Space');
  assert.ok(await focused('[data-kind="error"]'), 'the summary of errors has no focus');
  await to('[data-kind="error"] a[href="#postal_code"]');
  await page.keyboard.press('Enter');
  assert.ok(await focused('[name="postal_code"]'), 'the summary does not lead to the field');
  await page.keyboard.type('94102');
  await go('Enter');
  await buyer.is('held');
  await to('form[action$="/extend"] button');
  await go('Space');
  await buyer.is('held');
  await to('input[name="payment_method"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  assert.ok(await focused('[value="pm_card_visa"]'));
  await to('form[action$="/pay"] button');
  await go('Enter');
  await buyer.is('paid');
}));

test('a purchase while 300 shoppers rush the same sale', async () => {
  let bought = false;
  const rushes = (async () => {
    let rounds = 0;
    do await rush('us', sales.us); while (!bought && ++rounds < 20);
  })();
  try {
    for (const javaScriptEnabled of [true, false]) await shops(['us', 'us', 'en'], { javaScriptEnabled }, purchase);
  } finally {
    bought = true;
    await rushes;
  }
});

test('who comes too late is told so, and when units may come back', () => shops(['us', 'us', 'en'], { bypassCSP: true, reducedMotion: 'reduce' }, async (buyer, page) => {
  const sale = await sell('us', { access: 'open', lines: [['headphones', 1], [sku, 5]] });
  await shows(page, `${buyer.home}/sales/${sale}/checkout`, '[name="email"]');
  await page.locator('main [name="email"]').fill(buyer.email);
  await buyer.fill('headphones');
  await order('us', 'us', 'en', sale, 'headphones');
  const response = await buyer.hold();
  assert.equal(response.status(), 409);
  assert.equal(await page.locator('main .state').first().getAttribute('data-state'), 'held');
  assert.doesNotMatch(await page.locator('main').innerText(), /sold out/i);
  await narrow(page);
}));
