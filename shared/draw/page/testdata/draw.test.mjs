// Tests of the page's scripts with the golden file of package draw.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { check, commit } from '../draw.js';

const golden = JSON.parse(readFileSync(new URL('../../testdata/draw.golden.json', import.meta.url)));
const published = () => structuredClone(golden.Published);

test('it finds what package draw finds', async () => {
  assert.deepEqual(await check(published()), golden.Ranking);
  assert.equal(await commit(golden.Secret, golden.Mailbox), golden.Published.commitments[0]);
});

test('it waits for the beacon', async () => {
  const draw = published();
  delete draw.beacon;
  assert.equal(await check(draw), null);
});

// flipped returns a hexadecimal text with another digit at i.
const flipped = (text, i) => text.slice(0, i) + (parseInt(text[i], 16) ^ 1).toString(16) + text.slice(i + 1);

test('it refuses every flipped digit', async () => {
  const places = [
    ['root', (d) => d, 'root'], ['chain', (d) => d, 'chain'],
    ['randomness', (d) => d.beacon, 'randomness'], ['signature', (d) => d.beacon, 'signature'],
    ...golden.Published.commitments.map((_, n) => ['entry ' + n, (d) => d.commitments, n]),
  ];
  for (const [name, at, key] of places) {
    for (let i = 0; i < at(golden.Published)[key].length; i++) {
      const draw = published();
      at(draw)[key] = flipped(at(draw)[key], i);
      await assert.rejects(check(draw), Error, `${name}, digit ${i}`);
    }
  }
});

test('it refuses another round, another count, a late notice, and an entry twice', async () => {
  for (const change of [
    (d) => { d.round++; }, (d) => { d.beacon.round++; }, (d) => { d.entries++; }, (d) => { d.published_at = d.round_at; },
    (d) => { d.commitments[1] = d.commitments[0]; }, (d) => { d.commitments.pop(); },
  ]) {
    const draw = published();
    change(draw);
    await assert.rejects(check(draw), Error, String(change));
  }
});

test('the page shows who was drawn, that it waits, or what is wrong', async () => {
  const elements = {};
  const element = () => ({ items: [], append(...items) { this.items.push(...items); } });
  globalThis.document = { getElementById: (id) => elements[id] ??= element(), createElement: element };
  let draw = published();
  globalThis.fetch = async () => ({ ok: true, json: async () => draw });
  const { show } = await import('../index.js');
  assert.match(elements.verdict.textContent, /draws these/);
  assert.deepEqual(elements.drawn.items.map((item) => item.textContent), golden.Ranking.slice(0, draw.units));
  for (const [change, verdict] of [
    [(d) => { delete d.beacon; }, /waits for its round/], [(d) => { d.commitments.pop(); }, /not right: entries/],
  ]) {
    elements.drawn = element();
    change(draw = published());
    await show();
    assert.match(elements.verdict.textContent, verdict);
    assert.equal(elements.drawn.items.length, 0);
  }
});

test('the page has the elements that its script fills', () => {
  const read = (name) => readFileSync(new URL('../' + name, import.meta.url), 'utf8');
  for (const [, id] of read('index.js').matchAll(/at\('(\w+)'\)/g)) assert.ok(read('index.html').includes(`id="${id}"`), id);
});
