// Computes a draw in the reader's browser, and finds an entry in it. view/script.go lists the
// attributes that it reads.
export function start(d, load, fetch) {
	const [box] = d.querySelectorAll('[data-draw]');
	if (!box) return;
	const part = (name) => box.querySelector(`[data-${name}]`);
	const verdict = part('verdict'), found = part('found'), own = part('own');
	let reading;

	async function get(url, options) {
		const answer = await fetch(url, options);
		if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
		return answer.json();
	}

	// read returns the draw with its list.
	async function read() {
		const url = box.dataset.draw, draw = { ...await get(url, { cache: 'no-cache' }), commitments: [] }, list = draw.commitments;
		for (let page = 1, left; (left = draw.entries - list.length) > 0;) {
			const some = Array(Math.min(6, Math.ceil(left / 500))).fill().map(() => get(`${url.replace('?', '/entries?')}&page=${page++}`));
			for (const { commitments } of await Promise.all(some)) list.push(...commitments);
			if (list.length == draw.entries - left) throw new Error('an empty page');
		}
		return draw;
	}

	// compute resolves to the draw and its ranking, and shows whether the page agrees with them.
	const compute = () => reading ??= (async () => {
		verdict.textContent = box.dataset.busy;
		let draw, rules;
		try {
			[draw, rules] = await Promise.all([read(), load(box.dataset.script)]);
		} catch {
			verdict.textContent = box.dataset.unread;
			reading = undefined; // the next click tries again
			return;
		}
		try {
			if (draw.root != box.dataset.root) throw new Error('root of the page');
			const ranking = await rules.check(draw);
			for (const e of d.querySelectorAll('[data-rank]')) {
				if (ranking?.[e.dataset.rank - 1] != e.textContent) throw new Error('rank ' + e.dataset.rank);
			}
			verdict.textContent = ranking ? box.dataset.agrees : box.dataset.rooted;
			return { draw, rules, ranking };
		} catch (e) {
			verdict.textContent = box.dataset.differs + e.message;
		}
	})();

	async function find() {
		const value = (name) => part(name).value.trim().toLowerCase();
		found.textContent = '';
		const computed = await compute();
		if (!computed) return;
		const { draw, rules, ranking } = computed, secret = value('secret');
		const mine = /^[0-9a-f]{32}$/.test(secret) && await rules.commit(secret, value('address'));
		const rank = 1 + (ranking ?? draw.commitments).indexOf(mine);
		const { missing, listed, won, reserve } = box.dataset;
		found.textContent = (!rank ? missing : !ranking ? listed : rank > draw.units ? reserve : won).replace('#', rank);
	}

	box.hidden = false;
	part('compute').onclick = compute;
	own.onsubmit = (e) => {
		e.preventDefault(); // the form is not sent
		return find();
	};
}

if (globalThis.document) start(document, (url) => import(url), (url, options) => window.fetch(url, options));
