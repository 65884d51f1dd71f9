// The store that the Go test has started: its shops, its mail, and its operator.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addresses } from './pages.mjs';

const told = JSON.parse(process.env.STOREFRONT_STORE ?? '{"regions":{}}');

// regions has the address of each region's shop.
export const regions = told.regions;

// anybody returns an address that nobody has used.
export const anybody = () => `shopper-${randomUUID()}@example.com`;

async function ask(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method, headers: { 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

const operator = (method, path, body) => ask(method, `${told.operator}/${path}`, body);

// sell creates a sale of a region and returns its id. opens and closes are in seconds
// from now. Whoever buys needs a pass, and may have one order, unless access is "open"; then
// work is what their browser has to do.
// The sale has opened before the demo's, so the home page stays about that one.
export async function sell(region, { id = `sale-${randomUUID().slice(0, 8)}`, access = 'verified', opens = -60, closes = 86_400, hold = 600, work = 0, lines }) {
  await operator('POST', `${region}/sales`, {
    id, access, ordersPerBuyer: access === 'open' ? 0 : 1, opens, closes, hold, work,
    lines: lines.map(([sku, units, maxPerOrder = 2]) => ({ sku, units, maxPerOrder })),
  });
  return id;
}

export const endSale = (region, id) => operator('POST', `${region}/sales/${id}/close`);
export const ship = (region, order) => operator('POST', `${region}/orders/${order}/ship`);
export const refund = (region, order) => operator('POST', `${region}/orders/${order}/refund`);
export const sweep = (region) => operator('POST', `${region}/sweep`);

// draw does one step of a draw: "open", "close", "run" or "verify". "open" takes when its entries
// close: "open", "now" or "past". "close" adds 200 entries, of which 20 are drawn.
export const draw = (region, sale, what, body = {}) => operator('POST', `${region}/draws/${sale}/${what}`, body);

// rush sends 300 shoppers to a sale. It fails unless their orders tie out with the store.
export const rush = (region, id) => operator('POST', `${region}/sales/${id}/rush`);

// pass returns a pass of an address, as the store mails it.
export const pass = (region, market, email) => operator('GET', `${region}/passes/${market}/${email}`);

// onceKnown asks again while the function's processes do not know a new sale: each reads
// the catalog once a second.
async function onceKnown(ask) {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (err) {
      if (tries === 50 || !err.message.includes('"unknown_sale"')) throw err;
      await sleep(100);
    }
  }
}

// order holds units by the API, and returns the order's id and the address of its page.
// then has the names of what is asked for next, such as "pay".
export async function order(region, market, language, sale, sku, then = [], quantity = 1) {
  const url = regions[region];
  const held = await onceKnown(() => ask('POST', `${url}/v1/${market}/checkouts`, {
    sale, lines: [{ sku, quantity }], email: anybody(), locale: language, ship_to: { ...addresses[market], country: market.toUpperCase() },
  }, { 'Idempotency-Key': randomUUID() }));
  const { id } = held.order;
  for (const what of then) {
    await ask('POST', `${url}/v1/orders/${id}/${what}`, what === 'pay' ? { payment_method: 'pm_card_visa' } : undefined,
      { Authorization: `Bearer ${held.token}` });
  }
  return { id, url: `${url}/orders/${id}?t=${held.token}` };
}

// link returns the first link in the mails to an address that matches a pattern, once
// there is one. Mail comes from the tables' streams, a moment after the request.
export async function link(region, email, pattern) {
  for (let tries = 0; tries < 600; tries++) {
    const { mail } = await ask('GET', `${regions[region]}/_local/mail`);
    for (const { to, text } of mail) {
      const found = to.some((one) => one.includes(email)) && text.match(pattern);
      if (found) return found[0];
    }
    await sleep(100);
  }
  throw new Error(`no mail to ${email} has a link like ${pattern}`);
}
