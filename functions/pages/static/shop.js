// Pages work without this. What it reads: view/script.go.
export function start(d, w) {
	const all = (q) => d.querySelectorAll(q);
	const [box] = all('[data-until]'), [board] = all('[data-availability]'), [status] = all('[role=status]');
	const plural = new Intl.PluralRules(d.documentElement.lang), sent = new WeakMap();
	const word = ({ dataset: s }, n) => s[plural.select(n)] ?? s.other;
	const hold = (on) => { for (const e of all('[data-waits]')) e.ariaDisabled = on; };
	const say = (text) => { if (text) status.textContent = text; };
	// The server's clock: its times have passed when they come.
	let ahead = -Infinity, before, paused, timer, pace = 1;
	const hear = (ms) => ahead = Math.max(ahead, ms - w.performance.now());
	const left = () => Date.parse(box?.dataset.until) - ahead - w.performance.now();

	function show(ms) {
		let m = Math.round(ms / 6e4), rest = Math.max(0, Math.ceil(ms / 1e3)), begun;
		for (const e of all('[data-unit]')) {
			const unit = e.dataset.unit, n = rest / unit | 0;
			rest %= unit;
			e.hidden = !(begun ||= n || unit < 61);
			e.firstChild.textContent = n;
			e.lastChild.textContent = word(e, n);
		}
		for (const e of all('[data-left]')) e.textContent = m ? word(e, m).replace('#', m) : e.dataset.under;
		for (const e of all('progress')) e.value = ms / 1e3;
	}

	function tick() {
		const ms = left();
		if (!paused) show(ms);
		for (const k in status?.dataset) {
			const at = k.slice(3) * 1e3;
			if (before > at && ms <= at) say(status.dataset[k]);
		}
		before = ms;
		if (ms > 0) return w.setTimeout(tick, ms % 1e3 + 1);
		hold(null);
		for (const e of all('[data-open]')) e.textContent = e.dataset.open;
		w.setTimeout(ask, 3e3 * Math.random());
	}

	async function ask() {
		if (!board || d.hidden) return;
		try {
			const r = await w.fetch(board.dataset.availability), a = await r.json(), news = new Set();
			for (const line of a.lines) for (const e of all(`[data-sku="${line.sku}"]`)) {
				const s = e.dataset, text = board.dataset[line.state];
				if (!text || s.state == line.state) continue;
				s.state = line.state;
				news.add(s.name + ' – ' + (e.textContent = text));
			}
			hear(Date.parse(a.server_time) + r.headers.get('age') * 1e3);
			say([...news].join('. '));
			pace = 1;
			if (a.status == 'closed' || a.status == 'upcoming' && left() > 0) return;
		} catch { pace = Math.min(2 * pace, 16); }
		w.clearTimeout(timer);
		timer = w.setTimeout(ask, pace * 1e4 * (1 + Math.random()));
	}

	d.onsubmit = (e) => {
		const b = e.submitter, wait = b?.ariaDisabled;
		if (wait) say(b.dataset.waits);
		if (wait || e.timeStamp - sent.get(e.target) < 2e3) e.preventDefault();
		else sent.set(e.target, e.timeStamp);
	};
	d.onvisibilitychange = ask;
	w.onpageshow = (e) => e.persisted && ask();
	for (const b of all('[data-pause]')) {
		b.hidden = false;
		b.onclick = () => b.textContent = b.dataset[(paused = !paused) ? 'resume' : 'pause'];
	}
	if (box) {
		hear(Date.parse(box.dataset.now));
		if (left() > 0) hold(true);
		tick();
	}
	ask();
}

if (globalThis.document) start(document, window);
