// Tests of shop.js with a small page, a clock and a server of their own.
import assert from 'node:assert/strict';
import test from 'node:test';
import { start } from '../shop.js';

// element is as much of an HTML element as the script touches.
const element = (dataset, more = {}) => ({ dataset, textContent: '', hidden: false, ariaDisabled: null, ...more });

const unit = (seconds, one, other) => element({ unit: seconds, one, other }, { firstChild: element({}), lastChild: element({}) });

// shown returns what a countdown shows.
const shown = (units) => units.filter((u) => !u.hidden).map((u) => `${u.firstChild.textContent} ${u.lastChild.textContent}`).join(' ');

const opens = Date.parse('2026-12-01T20:00:00.000Z');

// page starts the script on a page with elements by selector. The server's clock is at
// `at` milliseconds before the opening when the page comes, and the device's is wrong.
function page(elements, { at = 0, lang = 'en-US', answers = [], hidden = false } = {}) {
  const world = { ms: 0, timers: [], asked: [], focused: 0, hidden };
  const document = {
    documentElement: { lang },
    get hidden() { return world.hidden; },
    querySelectorAll(selector) {
      const sku = selector.match(/^\[data-sku="(.*)"\]$/)?.[1];
      if (sku) return (elements['[data-sku]'] ?? []).filter((e) => e.dataset.sku === sku);
      return elements[selector] ?? [];
    },
  };
  const window = {
    performance: { now: () => world.ms },
    setTimeout(f, ms) { const timer = { f, at: world.ms + ms }; world.timers.push(timer); return timer; },
    clearTimeout(timer) { world.timers = world.timers.filter((t) => t !== timer); },
    async fetch(url) {
      world.asked.push({ url, at: world.ms });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (!answer) throw new TypeError('no network');
      const { age, ...body } = typeof answer === 'function' ? answer(world.ms) : answer;
      return { headers: { get: (name) => (name === 'age' ? age ?? null : null) }, json: async () => body };
    },
  };
  // run lets time pass: timers in their order, and what waits for the server between them.
  world.run = async (ms) => {
    const end = world.ms + ms;
    for (;;) {
      for (let i = 0; i < 5; i++) await null;
      const next = world.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      window.clearTimeout(next);
      world.ms = Math.max(world.ms, next.at);
      next.f();
    }
    world.ms = end;
  };
  const now = Date.now;
  Date.now = () => now() + 3600e3; // the script must not ask the device for the time
  try { start(document, window); } finally { Date.now = now; }
  return Object.assign(world, { document, window });
}

const countdown = (at, more) => element({ now: new Date(opens - at).toISOString(), until: new Date(opens).toISOString(), ...more });

const units = (de) => de
  ? [unit(3600, 'Stunde', 'Stunden'), unit(60, 'Minute', 'Minuten'), unit(1, 'Sekunde', 'Sekunden')]
  : [unit(86400, 'day', 'days'), unit(3600, 'hour', 'hours'), unit(60, 'minute', 'minutes'), unit(1, 'second', 'seconds')];

test('a countdown follows the server and drops what is over', async () => {
  const u = units();
  const w = page({ '[data-until]': [countdown(90061e3)], '[data-unit]': u });
  assert.equal(shown(u), '1 day 1 hour 1 minute 1 second');
  await w.run(61002); // the figures change a moment after the second
  assert.equal(shown(u), '1 day 1 hour 0 minutes 0 seconds');
  await w.run(86400e3);
  assert.equal(shown(u), '1 hour 0 minutes 0 seconds');
  await w.run(3600e3);
  assert.equal(shown(u), '0 minutes 0 seconds');
  await w.run(3600e3);
  assert.equal(shown(u), '0 minutes 0 seconds');
  assert.equal(w.timers.length, 0);
});

test('a second in between shows the last whole one that has begun', async () => {
  const u = units();
  const w = page({ '[data-until]': [countdown(2500)], '[data-unit]': u });
  assert.equal(shown(u), '0 minutes 3 seconds');
  await w.run(499);
  assert.equal(shown(u), '0 minutes 3 seconds');
  await w.run(2);
  assert.equal(shown(u), '0 minutes 2 seconds');
});

test('plurals are those of the page', async () => {
  for (const [lang, one] of [['de-DE', 'Minuten'], ['fr-FR', 'Minute'], ['hi-IN', 'Minute']]) {
    const u = units(true);
    page({ '[data-until]': [countdown(30e3)], '[data-unit]': u }, { lang });
    assert.equal(shown(u), `0 ${one} 30 Sekunden`, lang);
  }
});

const line = (sku, state) => ({ sku, state });
const stock = (states, more) => (ms) => ({
  status: 'open', server_time: new Date(opens + ms).toISOString(), lines: Object.entries(states).map(([k, v]) => line(k, v)), ...more,
});
const board = () => element({ availability: '/v1/us/sales/launch/availability', in_stock: 'In stock', low: 'Few left', held: 'All on hold', sold_out: 'Sold out', closed: 'Closed' });
const product = (state) => element({ sku: 'band', name: 'Fitness Band', state });

test('a page from an old cache finds the time by what the server says', async () => {
  const u = units();
  const w = page({ '[data-until]': [countdown(600e3)], '[data-unit]': u, '[data-availability]': [board()] },
    { answers: [{ status: 'upcoming', server_time: new Date(opens - 500e3).toISOString(), age: '3', lines: [] }] });
  assert.equal(shown(u), '10 minutes 0 seconds');
  await w.run(1100); // 497 s were left when the answer came
  assert.equal(shown(u), '8 minutes 16 seconds');
  assert.equal(w.asked.length, 1);
});

test('a problem in place of an answer harms no clock', async () => {
  const u = units();
  const w = page({ '[data-until]': [countdown(60e3)], '[data-unit]': u, '[data-availability]': [board()] },
    { answers: [{ code: 'internal', status: 500 }] });
  await w.run(10002);
  assert.equal(shown(u), '0 minutes 50 seconds');
});

test('the pause button holds the figures, not the time', async () => {
  const u = units(), button = element({ pause: 'Pause', resume: 'Resume' }, { hidden: true });
  const status = element({ 'at-0': 'The sale is open.' });
  const w = page({ '[data-until]': [countdown(10e3)], '[data-unit]': u, '[data-pause]': [button], '[role=status]': [status] });
  assert.equal(button.hidden, false);
  button.onclick();
  assert.equal(button.textContent, 'Resume');
  await w.run(5e3);
  assert.equal(shown(u), '0 minutes 10 seconds');
  button.onclick();
  assert.equal(button.textContent, 'Pause');
  await w.run(1002);
  assert.equal(shown(u), '0 minutes 4 seconds');
  button.onclick();
  await w.run(5e3);
  assert.equal(status.textContent, 'The sale is open.');
});

test('moments are announced once, and never by the second', async () => {
  const said = [];
  const status = element({ 'at-300': 'five', 'at-60': 'one', 'at-0': 'open' });
  Object.defineProperty(status, 'textContent', { set: (text) => said.push(text) });
  const w = page({ '[data-until]': [countdown(400e3)], '[role=status]': [status] });
  await w.run(99e3);
  assert.deepEqual(said, []);
  await w.run(2e3);
  assert.deepEqual(said, ['five']);
  await w.run(1000e3);
  assert.deepEqual(said, ['five', 'one', 'open']);
});

test('a page that comes late is silent on what has passed', async () => {
  const status = element({ 'at-300': 'five', 'at-60': 'one' });
  const w = page({ '[data-until]': [countdown(200e3)], '[role=status]': [status] });
  await w.run(100e3);
  assert.equal(status.textContent, '');
});

test('what is left of a hold', async () => {
  const left = element({ one: 'About # minute left', other: 'About # minutes left', under: 'Less than a minute left' });
  const bar = { value: 0 }, status = element({ 'at-60': 'One minute left.' });
  const w = page({ '[data-until]': [countdown(600e3)], '[data-left]': [left], progress: [bar], '[role=status]': [status] });
  assert.equal(left.textContent, 'About 10 minutes left');
  assert.equal(bar.value, 600);
  await w.run(500e3);
  assert.equal(left.textContent, 'About 2 minutes left');
  assert.equal(status.textContent, '');
  await w.run(40002);
  assert.equal(left.textContent, 'About 1 minute left');
  assert.equal(status.textContent, 'One minute left.');
  await w.run(31e3);
  assert.equal(left.textContent, 'Less than a minute left');
});

const form = () => ({ name: 'form' });
const submit = (w, target, at, submitter) => {
  const e = { target, submitter, timeStamp: at, stopped: false, preventDefault() { this.stopped = true; } };
  w.document.onsubmit(e);
  return e.stopped;
};

test('a form waits for the opening, and the focus stays', async () => {
  const button = element({ waits: 'From 12:00 p.m.', open: 'Keep these for me' }), status = element({});
  button.textContent = 'Opens at 12:00 p.m.';
  const w = page({ '[data-until]': [countdown(10e3)], '[data-waits]': [button], '[data-open]': [button], '[role=status]': [status] });
  assert.ok(button.ariaDisabled);
  assert.equal(submit(w, form(), 1e3, button), true);
  assert.equal(status.textContent, 'From 12:00 p.m.');
  await w.run(10100);
  assert.equal(button.ariaDisabled, null);
  assert.equal(button.textContent, 'Keep these for me');
  assert.equal(submit(w, form(), 11e3, button), false);
});

test('a page of a sale that is open waits for nothing', () => {
  const button = element({ waits: 'Later' });
  const w = page({ '[data-until]': [countdown(-1e3)], '[data-waits]': [button] });
  assert.equal(button.ariaDisabled, null);
  assert.equal(submit(w, form(), 1e3, button), false);
});

test('a form is sent once, and again when that has failed', () => {
  const w = page({}), f = form();
  assert.equal(submit(w, f, 100), false);
  assert.equal(submit(w, f, 300), true);
  assert.equal(submit(w, form(), 400), false);
  assert.equal(submit(w, f, 2200), false);
});

test('what can be had is asked every 10 to 20 seconds, and said when it changes', async () => {
  const band = product('in_stock'), status = element({});
  const w = page({ '[data-availability]': [board()], '[data-sku]': [band], '[role=status]': [status] },
    { answers: [stock({ band: 'in_stock' }), stock({ band: 'low' }), stock({ band: 'held' }), stock({ band: 'sold_out' })] });
  await w.run(0);
  assert.equal(status.textContent, '');
  await w.run(20e3);
  assert.equal(status.textContent, 'Fitness Band – Few left');
  assert.equal(band.textContent, 'Few left');
  assert.equal(band.dataset.state, 'low');
  await w.run(600e3);
  assert.equal(band.dataset.state, 'sold_out');
  assert.equal(w.asked[0].url, '/v1/us/sales/launch/availability');
  assert.ok(w.asked.length >= 30 && w.asked.length <= 63, `asked ${w.asked.length} times`);
  assert.ok(new Set(w.asked.slice(1).map((a, i) => a.at - w.asked[i].at)).size > 5, 'the intervals differ');
});

test('states that the page has no words for leave it as it is', async () => {
  const band = product('in_stock');
  band.textContent = 'In stock';
  const w = page({ '[data-availability]': [board()], '[data-sku]': [band] }, { answers: [stock({ band: 'something new' })] });
  await w.run(1e3);
  assert.equal(band.textContent, 'In stock');
});

test('a hidden page does not ask, and asks when it is seen', async () => {
  const w = page({ '[data-availability]': [board()] }, { answers: [stock({})], hidden: true });
  await w.run(60e3);
  assert.equal(w.asked.length, 0);
  w.hidden = false;
  w.document.onvisibilitychange();
  await w.run(0);
  assert.equal(w.asked.length, 1);
  w.document.onvisibilitychange();
  w.document.onvisibilitychange();
  await w.run(0);
  assert.equal(w.timers.length, 1, 'one question waits, however often the page was seen');
});

test('a page that comes back from the cache asks at once', async () => {
  const w = page({ '[data-availability]': [board()] }, { answers: [stock({}, { status: 'closed' })] });
  await w.run(100e3);
  assert.equal(w.asked.length, 1, 'a closed sale is not asked again');
  w.window.onpageshow({ persisted: false });
  await w.run(0);
  assert.equal(w.asked.length, 1);
  w.window.onpageshow({ persisted: true });
  await w.run(0);
  assert.equal(w.asked.length, 2);
});

test('it asks after the opening, not all shoppers at the same moment', async () => {
  const moments = new Set();
  for (let i = 0; i < 10; i++) {
    const w = page({ '[data-until]': [countdown(5e3)], '[data-availability]': [board()] },
      { answers: [(ms) => stock({}, { status: ms < 5e3 ? 'upcoming' : 'open', server_time: new Date(opens - 5e3 + ms).toISOString() })(ms)] });
    await w.run(4900);
    assert.equal(w.asked.length, 1);
    await w.run(3200);
    assert.equal(w.asked.length, 2);
    moments.add(w.asked[1].at);
  }
  assert.ok(moments.size > 5);
});

test('a server in trouble is asked less and less', async () => {
  const w = page({ '[data-availability]': [board()] }, { answers: [] });
  await w.run(1000e3);
  assert.ok(w.asked.length >= 5 && w.asked.length <= 16, `asked ${w.asked.length} times`);
});
