// Makes pictures, for eyes, of every page of a region of the local store in two widths and
// two colour schemes, and of orders in the states that a shopper can bring about:
//
//   node infra/browser/shots.mjs http://127.0.0.1:3000 us out
import { mkdirSync } from 'node:fs';
import { markets, publicPages } from './pages.mjs';
import { Buyer } from './buyer.mjs';
import { launch } from './shop.mjs';
import { anybody, link, regions } from './store.mjs';

const [url, region, out] = process.argv.slice(2);
regions[region] = url;
mkdirSync(out, { recursive: true });
const browser = await launch();

// take makes a picture of each kind of the page that is open.
async function take(page, name) {
  for (const [width, colorScheme] of [[390, 'light'], [1280, 'light'], [1280, 'dark']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${out}/${name.replaceAll(/[^a-z0-9]+/g, '-')}-${width}-${colorScheme}.png`, fullPage: true });
  }
}

// mailed returns a pass that the store has mailed.
async function mailed(market) {
  const email = anybody();
  const response = await fetch(`${url}/v1/${market}/passes`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, locale: markets[region][market][0] }),
  });
  if (!response.ok) throw new Error(await response.text());
  return { email, pass: new URL(await link(region, email, /http\S+\/pass\?\S+/)).searchParams.get('pass') };
}

const page = await browser.newPage();
for (const { name, url: at } of await publicPages(region, url, async (market) => (await mailed(market)).pass)) {
  await page.goto(at);
  await take(page, name);
}

for (const [market, [language]] of Object.entries(markets[region])) {
  const at = `${url}/${market}/${language}/sales/${region}-launch/checkout`;
  const hold = async () => {
    const { email, pass } = await mailed(market);
    const buyer = Object.assign(new Buyer(page, region, market, language), { email });
    await page.goto(`${at}?pass=${pass}`);
    await buyer.fill('fitness-band');
    await buyer.hold();
    return buyer;
  };
  const { ok } = await fetch(`${url}/v1/${market}/sales/${region}-launch/availability`);
  if (!ok || (await (await fetch(`${url}/v1/${market}/sales/${region}-launch`)).json()).status !== 'open') continue; // nothing can be held yet
  const first = await hold();
  await take(page, `${market}: order held`);
  await first.press('/cancel');
  await take(page, `${market}: order cancelled`);
  const second = await hold();
  await second.pay('pm_card_chargeDeclined');
  await take(page, `${market}: order declined`);
  await second.pay('pm_card_visa');
  await take(page, `${market}: order paid`);
  if (await page.locator('main a[href*="/withdraw"]').count() === 0) continue;
  await second.follow('a[href*="/withdraw"]');
  await take(page, `${market}: order to withdraw from`);
  await second.press('/withdraw');
  await take(page, `${market}: order withdrawn from`);
}
await browser.close();
