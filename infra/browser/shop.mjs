// What the browser's tests share: a browser, and what they hold against every page.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const executablePath = process.env.STOREFRONT_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

// launch starts a browser with extra arguments, and without some of Playwright's own.
export async function launch(extra = [], without = []) {
  return chromium.launch({
    executablePath,
    ignoreDefaultArgs: without,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...extra],
  });
}

// visit opens a context whose pages record everything that a shop must not do. The
// faults are in context.faults.
export async function visit(browser, options = {}) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  context.setDefaultTimeout(10_000);
  context.faults = [];
  context.on('page', (page) => {
    page.on('pageerror', (e) => context.faults.push(`script: ${e.message}`));
    page.on('console', (m) => {
      if (m.type() === 'error' && !/status of (4\d\d|503)/.test(m.text())) context.faults.push(`console: ${m.text()}`);
    });
    page.on('request', (r) => {
      const url = new URL(r.url());
      if (url.protocol.startsWith('http') && url.hostname !== '127.0.0.1') context.faults.push(`third party: ${url}`);
    });
  });
  return context;
}

// kept returns what a page has stored in the browser.
function kept() {
  return Promise.all([Object.keys(localStorage), Object.keys(sessionStorage), caches.keys(), indexedDB.databases()])
    .then((stores) => stores.flat().map((entry) => `storage ${entry.name ?? entry}`));
}

// close ends a context, and returns its faults with the cookies and the storage that it
// was left with.
export async function close(context) {
  const faults = [...context.faults];
  for (const page of context.pages()) faults.push(...await page.evaluate(kept));
  for (const { name } of await context.cookies()) faults.push(`cookie ${name}`);
  await context.close();
  return faults;
}

// axe returns the rules that a page breaks, with the elements that break them. rules are
// the tags or the ids of those to check.
export async function axe(page, rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axeSource);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), rules);
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}

// sideways returns by how many pixels a page can be scrolled sideways, with the innermost
// elements that stick out; undefined if it cannot.
async function sideways(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return undefined;
    const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > clientWidth);
    const inner = out.filter((e) => !out.some((other) => other !== e && e.contains(other)));
    return `${scrollWidth - clientWidth} px: ${inner.map((e) => e.outerHTML.slice(0, 120)).join(' ')}`;
  });
}

// narrow asserts that the page that is open breaks no rule on a small phone.
export async function narrow(page) {
  await as(page, 320, 'light');
  await sound(page);
}

// everywhere asserts that the page that is open breaks no rule on a phone and on a wide
// screen, light and dark, and does not scroll sideways when 1280 px are zoomed to 200 %.
// Widths and schemes are in style sheets of their own: all rules are checked with each of
// the four once, and contrast with each pair.
export async function everywhere(page) {
  await narrow(page);
  await as(page, 320, 'dark');
  await sound(page, ['color-contrast']);
  await as(page, 1280, 'dark');
  await sound(page);
  await as(page, 1280, 'light');
  await sound(page, ['color-contrast']);
  await as(page, 640, 'light');
  assert.equal(await sideways(page), undefined, `${page.url()} scrolls sideways at 200 %`);
}

async function as(page, width, colorScheme) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
}

async function sound(page, rules) {
  assert.deepEqual(await axe(page, rules), [], page.url());
  assert.equal(await sideways(page), undefined, `${page.url()} scrolls sideways at ${page.viewportSize().width} px`);
}

// shows opens a page until its main part has what matches the selector: what the shop
// knows of the store is a second old at most. It does something before each look.
export async function shows(page, url, selector, first = () => {}) {
  for (let tries = 0; tries < 100; tries++) {
    await first();
    const response = await page.goto(url);
    if (response.status() === 200 && await page.locator(`main ${selector}`).count() > 0) return;
    await page.waitForTimeout(200);
  }
  assert.fail(`${url} does not show ${selector}`);
}
