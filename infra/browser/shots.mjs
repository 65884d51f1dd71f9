// Makes pictures of every page in two widths and two colour schemes, for eyes:
//
//   node infra/browser/shots.mjs http://127.0.0.1:3000 us out [PASS]
import { mkdirSync } from 'node:fs';
import { launch } from './shop.mjs';
import { publicPages } from './pages.mjs';

const [url, region, out, pass = ''] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const passes = new Proxy({}, { get: () => pass });
const browser = await launch();
for (const [width, colorScheme] of [[390, 'light'], [1280, 'light'], [1280, 'dark']]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  for (const { name, url: at } of publicPages({ [region]: { url, passes } })) {
    await page.goto(at);
    await page.screenshot({ path: `${out}/${name.replaceAll(/[^a-z0-9]+/g, '-')}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await page.close();
}
await browser.close();
