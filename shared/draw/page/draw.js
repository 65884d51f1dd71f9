// Recomputes a draw from what is published, in the reader's browser. It does not check the
// signature of the beacon; package draw of the store's source and `ops draw verify` do.
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

function bytes(text, size) {
	if (!/^([0-9a-f]{2})+$/.test(text) || size && text.length != 2 * size) throw new Error('not hexadecimal: ' + text);
	return Uint8Array.from(text.match(/../g), (b) => parseInt(b, 16));
}

function join(...parts) {
	const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) all.set(p, at), at += p.length;
	return all;
}

// root returns the root of the hash tree of RFC 6962 over the commitments, in the order of their bytes.
export async function root(commitments) {
	const sorted = [...commitments].sort();
	if (new Set(sorted).size != sorted.length) throw new Error('twice in the list');
	if (!sorted.length) return hex(await sha256(join()));
	let level = await Promise.all(sorted.map((c) => sha256(join([0], bytes(c, 32)))));
	while (level.length > 1) {
		const pairs = [];
		for (let i = 0; i < level.length; i += 2) pairs.push(level.slice(i, i + 2));
		level = await Promise.all(pairs.map(([a, b]) => b ? sha256(join([1], a, b)) : a));
	}
	return hex(level[0]);
}

// rank returns the commitments in the order in which they are drawn.
export async function rank(randomness, root, commitments) {
	const head = join(bytes(randomness, 32), bytes(root, 32));
	const scored = await Promise.all(commitments.map(async (c) => hex(await sha256(join(head, bytes(c, 32)))) + c));
	return scored.sort().map((s) => s.slice(64));
}

const genesis = 1692803367e3, period = 3e3;

// check returns the ranking of a published draw, or null before its round. It throws if anything is wrong.
export async function check(draw) {
	const must = (ok, why) => { if (!ok) throw new Error(why); };
	must(draw.commitments.length == draw.entries, 'entries');
	must(await root(draw.commitments) == draw.root, 'root');
	must(draw.chain == '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971', 'chain');
	must(Date.parse(draw.published_at) < genesis + (draw.round - 1) * period, 'round');
	const { beacon } = draw;
	if (!beacon) return null;
	must(beacon.round == draw.round, 'beacon: round');
	must(hex(await sha256(bytes(beacon.signature, 48))) == beacon.randomness, 'beacon: randomness');
	return rank(beacon.randomness, draw.root, draw.commitments);
}

// commit returns the commitment of a secret and a mailbox, as its owner can compute it.
export async function commit(secret, mailbox) {
	return hex(await sha256(join([2], bytes(secret, 16), new TextEncoder().encode(mailbox))));
}
