// A shopper at a browser, who does what the pages offer. What to press is found by what
// it does, such as a form's action, so that it is the same in every language.
import assert from 'node:assert/strict';
import { addresses } from './pages.mjs';
import { anybody, link, regions } from './store.mjs';

export class Buyer {
  constructor(page, region, market, language) {
    Object.assign(this, { page, region, market, language, email: anybody(), home: `${regions[region]}/${market}/${language}` });
  }

  // button is the last one of the form whose action has a path.
  button(action) { return this.page.locator(`main form[method="post"][action*="${action}"] button`).last(); }

  // press sends a form, and returns the answer of the page that follows.
  async press(action) {
    const [response] = await Promise.all([this.page.waitForNavigation(), this.button(action).click()]);
    assert.equal(await this.page.locator('html').getAttribute('lang').then((l) => l.split('-')[0]), this.language, `the language after ${action}`);
    return response;
  }

  async follow(selector) {
    await Promise.all([this.page.waitForNavigation(), this.page.locator(`main ${selector}`).first().click()]);
  }

  // toSale goes from the market's home to a sale.
  async toSale(sale) {
    await this.page.goto(this.home);
    await this.follow(`a[href$="/sales/${sale}"]`);
  }

  // askForPass goes from a sale to the form for a pass, and sends it.
  async askForPass() {
    await this.follow('.actions a[href$="/pass"]');
    await this.page.locator('main input[type=email]').fill(this.email);
    const response = await this.press('/pass');
    assert.equal(response.status(), 200);
  }

  // toCheckout follows the link in the mail, and goes on to a sale's form.
  async toCheckout(sale) {
    await this.page.goto(await link(this.region, this.email, new RegExp(`http\\S+/${this.market}/${this.language}/pass\\?\\S+`)));
    await this.follow(`a[href*="/sales/${sale}/checkout"]`);
  }

  // fill fills in the form of the checkout. The pass says whose it is.
  async fill(sku, quantity = 1) {
    const { page } = this;
    await page.locator(`[name="q-${sku}"]`).selectOption(String(quantity));
    for (const [field, value] of Object.entries(addresses[this.market])) {
      const control = page.locator(`main [name="${field}"]`);
      if (field === 'state') await control.selectOption(value);
      else await control.fill(value);
    }
    assert.equal(await page.locator('main [name="email"]').inputValue(), this.email);
  }

  hold() { return this.press('/checkout'); }

  // is asserts that the page is an order's in a state, and returns the order's id.
  async is(state) {
    const [, id] = new URL(this.page.url()).pathname.match(/^\/orders\/([0-9a-z]{16}-\d+)$/) ?? [];
    assert.ok(id, `${this.page.url()} is no order`);
    assert.equal(await this.page.locator('main .state').first().getAttribute('data-state'), state);
    return id;
  }

  async pay(method) {
    await this.page.locator(`input[name="payment_method"][value="${method}"]`).check();
    return this.press('/pay');
  }
}
