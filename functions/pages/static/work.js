// Does the work that a sale asks for, in a worker, by the rule of the API's document.
// The page's part reads what view/script.go tells of.
const whole = (x) => (x - Math.floor(x)) * 2 ** 32 | 0;
const H = [], K = []; // of SHA-256: roots of the first primes
for (let n = 2; K.length < 64; n++) {
	let d = 2;
	while (n % d) d++;
	if (d < n) continue;
	if (K.length < 8) H.push(whole(Math.sqrt(n)));
	K.push(whole(Math.cbrt(n)));
}

const turn = (x, n) => x >>> n | x << 32 - n;

// block adds the 16 words that w begins with to the state s.
function block(s, w) {
	for (let i = 16; i < 64; i++) {
		const x = w[i - 15], y = w[i - 2];
		w[i] = (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10) + w[i - 16] + w[i - 7];
	}
	let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
	for (let i = 0; i < 64; i++) {
		const t = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
		const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
		h = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
	}
	s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
	return s;
}

// hash is the SHA-256 of a text in ASCII.
function hash(text) {
	const words = new Int32Array((text.length + 8 >> 6) + 1 << 4), s = Int32Array.from(H), w = new Int32Array(64);
	[...text, '\x80'].forEach((c, i) => { words[i >> 2] |= c.charCodeAt() << 24 - i % 4 * 8; });
	words[words.length - 1] = text.length * 8;
	for (let i = 0; i < words.length; i += 16) {
		w.set(words.subarray(i, i + 16));
		block(s, w);
	}
	return s;
}

export function solve({ challenge, bits }, key) {
	const w = new Int32Array(64), s = new Int32Array(8);
	w.set(hash(['storefront work 1', challenge, key].map((f) => `${f.length}:${f},`).join('')));
	w[9] = 1 << 31;
	w[15] = 36 * 8;
	for (let n = 0; ; n++) {
		w[8] = n;
		s.set(H);
		if (Math.clz32(block(s, w)[0]) >= bits) return `${challenge}.${n}`;
	}
}

export function start(d, w, away) {
	const [field] = d.querySelectorAll('[data-work]'), [status] = d.querySelectorAll('[data-working]');
	if (!field) return;
	const { form } = field;
	let made = -Infinity, doing, sent;
	const fresh = () => w.performance.now() - made < 9e4; // a challenge is good for two minutes

	const work = () => doing ??= (async () => {
		try {
			const begun = w.performance.now(), sale = await (await w.fetch(field.dataset.work)).json();
			field.value = await away(sale.work, form.elements.idempotency_key.value);
			made = begun;
		} catch { field.value = ''; } // the shop then tells of the other way
		doing = undefined;
	})();

	// From the first touch on there is work that is done, for as long as the page is looked at.
	form.addEventListener('focusin', () => {
		work();
		w.setInterval(() => d.hidden || fresh() || work(), 5e3);
	}, { once: true });

	form.addEventListener('submit', async (e) => {
		const button = e.submitter;
		if (sent || fresh() || button?.name || button?.ariaDisabled) return;
		e.preventDefault();
		e.stopPropagation(); // it is not sent yet: shop.js must not count it
		if (status.textContent) return;
		status.textContent = status.dataset.working;
		await work();
		status.textContent = '';
		sent = true; // with work or without
		form.requestSubmit(button);
		sent = false;
	});
}

const away = (...job) => new Promise((done, fail) => {
	const worker = new Worker(import.meta.url, { type: 'module' });
	worker.onmessage = (e) => {
		worker.terminate();
		done(e.data);
	};
	worker.onerror = fail;
	worker.postMessage(job);
});

if (globalThis.document) start(document, window, away);
else globalThis.onmessage = (e) => globalThis.postMessage(solve(...e.data));
