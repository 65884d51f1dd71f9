// Makes pictures, for eyes, of the mails that a region of the local store has caught: of the newest
// of each subject, without the order's id, as a phone shows it:
//
//   node infra/browser/mails.mjs http://127.0.0.1:3000 out
import { mkdirSync } from 'node:fs';
import { launch } from './shop.mjs';

const [url, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { mail } = await (await fetch(`${url}/_local/mail?format=json`)).json();
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 390, height: 200 }, colorScheme: 'light', reducedMotion: 'reduce' });
const taken = new Set();
for (const { subject, html } of mail) {
  const name = subject.toLowerCase().replace(/[0-9a-z]{16}-\d+/, '').replaceAll(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  if (taken.has(name)) continue;
  taken.add(name);
  await page.setContent(html);
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
}
await browser.close();
