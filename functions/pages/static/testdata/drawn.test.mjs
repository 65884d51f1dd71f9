// Tests of drawn.js with a page of its own, the rules of a draw, and a server with a list of
// several pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { start } from '../drawn.js';

const golden = JSON.parse(readFileSync(new URL('../../../../shared/draw/testdata/draw.golden.json', import.meta.url)));
const rules = await import('../../../../shared/draw/page/draw.js');
const { commitments, ...notice } = golden.Published;

// open starts the script on a page that shows the first entries drawn. served changes what
// the server answers.
function open({ shown = golden.Ranking.slice(0, 5), root = notice.root, served = (url, answer) => answer } = {}) {
  const asked = [], parts = {}, words = { agrees: 'agrees', rooted: 'rooted', differs: 'differs: ', unread: 'unread', busy: 'busy',
    listed: 'listed', won: 'won #', reserve: 'reserve #', missing: 'missing' };
  for (const name of ['verdict', 'found', 'own', 'compute', 'secret', 'address']) parts[`[data-${name}]`] = { textContent: '', value: '' };
  const box = { hidden: true, dataset: { draw: '/v1/us/sales/vip/draw?sku=band', script: '/static/draw.js', root, ...words },
    querySelector: (q) => parts[q] };
  const ranks = shown.map((textContent, i) => ({ textContent, dataset: { rank: String(i + 1) } }));
  start({ querySelectorAll: (q) => q === '[data-draw]' ? [box] : ranks }, async (url) => (asked.push(url), rules), async (url, options) => {
    asked.push(url);
    assert.equal(options?.cache, url.includes('/entries') ? undefined : 'no-cache');
    const page = new URL(url, 'http://shop').searchParams.get('page');
    const answer = served(url, page ? { commitments: commitments.slice(5 * page - 5, 5 * page) } : notice);
    return { ok: !!answer, status: 422, json: async () => answer };
  });
  const part = (name) => parts[`[data-${name}]`];
  return { box, asked, part, verdict: () => part('verdict').textContent, compute: () => part('compute').onclick(), async find(secret, address) {
    Object.assign(part('secret'), { value: secret });
    Object.assign(part('address'), { value: address });
    let prevented;
    await part('own').onsubmit({ preventDefault() { prevented = true; } });
    assert.ok(prevented, 'the form is sent');
    return part('found').textContent;
  } };
}

const waiting = (url, answer) => answer.root ? { ...answer, beacon: undefined } : answer;

test('nothing is read before the reader wants it', () => {
  const page = open();
  assert.equal(page.box.hidden, false);
  assert.deepEqual(page.asked, []);
});

test('the page agrees with the list, which is read once', async () => {
  const page = open();
  await Promise.all([page.compute(), page.compute()]);
  assert.equal(page.verdict(), 'agrees');
  assert.deepEqual(page.asked.filter((url) => url.includes('/entries')), [1, 2, 3].map((n) => `/v1/us/sales/vip/draw/entries?sku=band&page=${n}`));
});

test('before the beacon the root agrees', async () => {
  const page = open({ shown: [], served: waiting });
  await page.compute();
  assert.equal(page.verdict(), 'rooted');
});

test('a page that shows something else is noticed', async () => {
  const [first, second] = golden.Ranking;
  for (const [what, page] of Object.entries({
    'root of the page': open({ root: golden.Ranking[0] }),
    'rank 1': open({ shown: [second, first] }),
    'rank 2': open({ shown: [first, first] }),
    'root': open({ served: (url, answer) => url.endsWith('page=2') ? { commitments: answer.commitments.toReversed().with(0, 'ab'.repeat(32)) } : answer }),
  })) {
    await page.compute();
    assert.equal(page.verdict(), 'differs: ' + what);
  }
  const early = open({ shown: [first], served: waiting }); // entries are shown before there is a beacon
  await early.compute();
  assert.equal(early.verdict(), 'differs: rank 1');
});

test('a list that cannot be read is no verdict, and can be read again', async () => {
  let down = true;
  for (const broken of [null, { commitments: [] }]) {
    const page = open({ served: (url, answer) => down && url.includes('/entries') ? broken : answer });
    down = true;
    await page.compute();
    assert.equal(page.verdict(), 'unread');
    down = false;
    await page.compute();
    assert.equal(page.verdict(), 'agrees');
  }
});

test('an entry is found by its secret and address, which go nowhere', async () => {
  const page = open(), rank = 1 + golden.Ranking.indexOf(commitments[0]);
  const want = (rank > notice.units ? 'reserve ' : 'won ') + rank;
  assert.equal(await page.find(golden.Secret, golden.Mailbox), want);
  assert.equal(await page.find(` ${golden.Secret.toUpperCase()} `, ` ${golden.Mailbox.toUpperCase()}`), want);
  for (const [secret, address] of [[golden.Secret, 'x' + golden.Mailbox], ['f'.repeat(32), golden.Mailbox], ['', ''], ['zz', golden.Mailbox]]) {
    assert.equal(await page.find(secret, address), 'missing');
  }
  assert.ok(!page.asked.join().includes(golden.Secret) && !page.asked.join().includes(golden.Mailbox));
  assert.equal(await open({ shown: [], served: waiting }).find(golden.Secret, golden.Mailbox), 'listed');
});
