// Takes pictures of how an order is paid and refunded with the fake Stripe of a region of the local
// store:
//
//   node infra/browser/payments.mjs http://127.0.0.1:3000 us out
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Buyer } from './buyer.mjs';
import { markets } from './pages.mjs';
import { launch } from './shop.mjs';
import { anybody, link, regions } from './store.mjs';

const [url, region, out] = process.argv.slice(2);
regions[region] = url;
mkdirSync(out, { recursive: true });
const browser = await launch();
const page = await browser.newPage({ colorScheme: 'light', reducedMotion: 'reduce' });

// take takes pictures of the top of the open page, as on a phone and on a wide screen.
async function take(name, height = 800) {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${out}/${name}-${width}.png` });
  }
}

// choose clicks one of the choices on a page of the fake Stripe.
async function choose(choice) {
  await page.locator(`input[value="${choice}"]`).check();
  await Promise.all([page.waitForNavigation(), page.locator('button').click()]);
}

const [market, [language]] = Object.entries(markets[region])[0];
const email = anybody();
await fetch(`${url}/v1/${market}/passes`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, locale: language }),
});
const pass = new URL(await link(region, email, /http\S+\/pass\?\S+/)).searchParams.get('pass');
const buyer = Object.assign(new Buyer(page, region, market, language), { email });
await page.goto(`${url}/${market}/${language}/sales/${region}-launch/checkout?pass=${pass}`);
await buyer.fill('fitness-band');
await buyer.hold();
await take('held');
await Promise.all([page.waitForNavigation(), buyer.button('/pay').click()]);
await buyer.follow('a[href*="/pay/"]');
await take('pay', 400);
await choose('pm_card_chargeDeclined');
await take('declined', 400);
await choose('pm_card_authenticationRequired');
await take('confirm', 400);
await choose('yes');
if (await buyer.button('/pay').count() > 0) await buyer.press('/pay'); // unless Stripe's event came first
else await buyer.follow('a[href*="/orders/"]');
const order = await buyer.is('paid');
await take('paid');
execFileSync('go', ['run', './infra/ops', '-local', region, 'refund', '--order', order, '--reason', 'goodwill', '--all', '--reference', 'goodwill', '--yes']);
await page.reload();
await take('refunded');
console.log(order);
await browser.close();
