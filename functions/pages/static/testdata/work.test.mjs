// Tests of work.js: the rule, and the form with a clock, a server and a worker of their own.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { solve, start } from '../work.js';

const vectors = JSON.parse(readFileSync(new URL('../../../../shared/work/testdata/vectors.json', import.meta.url)));

test('the work is what package work does', () => {
  assert.ok(vectors.length > 10);
  for (const { challenge, bits, key, done } of vectors) assert.equal(solve({ challenge, bits }, key), done);
});

test('texts of any length are hashed', () => {
  for (let n = 1; n < 260; n++) {
    const key = 'k'.repeat(n), done = solve({ challenge: '1.c', bits: 6 }, key);
    const seed = createHash('sha256').update(`17:storefront work 1,3:1.c,${n}:${key},`).digest();
    const number = Buffer.alloc(4);
    number.writeUInt32BE(Number(done.slice('1.c.'.length)));
    assert.ok(createHash('sha256').update(seed).update(number).digest()[0] < 4, `${n}: ${done}`);
  }
});

// page starts the script on a form. solved does the work in place of a worker.
function page({ fetched = async () => ({ work: { bits: 18, challenge: 'c' } }), solved = async (w, key) => `${w.challenge} ${key}` } = {}) {
  const world = { ms: 0, asked: [], sent: [], every: [], hidden: false };
  const on = {};
  const field = { dataset: { work: '/v1/us/sales/launch' }, value: '' };
  const status = { dataset: { working: 'One moment' }, textContent: '' };
  const form = field.form = {
    elements: { idempotency_key: { value: 'key' } },
    addEventListener: (type, f) => { on[type] = f; },
    requestSubmit: (button) => world.submit(button),
  };
  // submit is a press of a button: the form is sent unless the script prevents it.
  world.submit = (submitter) => {
    let prevented = false;
    const done = on.submit({ submitter, preventDefault: () => { prevented = true; }, stopPropagation() {} });
    if (!prevented) world.sent.push(field.value);
    return done;
  };
  world.touch = async () => {
    on.focusin();
    await new Promise(setImmediate);
  };
  world.later = async (ms) => {
    world.ms += ms;
    for (const f of world.every) f();
    await new Promise(setImmediate);
  };
  const found = { '[data-work]': [field], '[data-working]': [status] };
  start({ get hidden() { return world.hidden; }, querySelectorAll: (s) => found[s] }, {
    performance: { now: () => world.ms },
    setInterval: (f) => world.every.push(f),
    fetch: async (url) => {
      world.asked.push(url);
      return { json: fetched };
    },
  }, solved);
  return Object.assign(world, { field, status, form });
}

test('the work is done from the first touch on, and the form does not wait', async () => {
  const w = page();
  assert.deepEqual(w.asked, []);
  await w.touch();
  assert.equal(w.field.value, 'c key');
  await w.submit({});
  assert.deepEqual([w.sent, w.status.textContent, w.asked], [['c key'], '', ['/v1/us/sales/launch']]);
});

test('old work is done anew while the page is looked at', async () => {
  const w = page();
  await w.touch();
  await w.later(89e3);
  assert.equal(w.asked.length, 1);
  w.hidden = true;
  await w.later(2e3);
  assert.equal(w.asked.length, 1);
  w.hidden = false;
  await w.later(5e3);
  assert.equal(w.asked.length, 2);
});

test('a form that is sent before waits, says so, and is sent once', async () => {
  let finish;
  const w = page({ solved: () => new Promise((done) => { finish = done; }) });
  const pressed = w.submit({});
  assert.equal(w.status.textContent, 'One moment');
  await w.submit({});
  await new Promise(setImmediate);
  assert.deepEqual(w.sent, []);
  finish('done');
  await pressed;
  assert.deepEqual([w.sent, w.status.textContent, w.asked.length], [['done'], '', 1]);
});

test('where the work cannot be done the form is sent without, and the shop tells of the other way', async () => {
  for (const fault of [
    { fetched: async () => { throw new TypeError('no network'); } },
    { fetched: async () => ({}), solved: async (work) => work.challenge },
    { solved: async () => { throw new Error('no worker'); } },
  ]) {
    const w = page(fault);
    await w.submit({});
    assert.deepEqual([w.sent, w.status.textContent], [[''], '']);
  }
});

test('a button that sends no order does not wait', async () => {
  const w = page();
  await w.submit({ name: 'edit' });
  await w.submit({ ariaDisabled: 'true' });
  assert.deepEqual([w.sent, w.asked], [['', ''], []]);
});
