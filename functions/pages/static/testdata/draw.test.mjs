// Tests of draw.js with the golden file of package draw.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { check, commit } from '../draw.js';

const golden = JSON.parse(readFileSync(new URL('../../../../shared/draw/testdata/draw.golden.json', import.meta.url)));
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
