// Shows the draw.json beside the page, and who was drawn.
import { check } from './draw.js';

const at = (id) => document.getElementById(id);

// show resolves once the page says what was found.
export async function show() {
	try {
		const answer = await fetch('draw.json');
		if (!answer.ok) throw new Error('draw.json: ' + answer.status);
		const draw = { commitments: [], ...await answer.json() };
		at('draw').textContent = `${draw.sale}, ${draw.sku}: ${draw.entries} entries until ${draw.entries_closed_at}, for ${draw.units} units. ` +
			`Round ${draw.round} of quicknet decides, at ${draw.round_at}.`;
		at('beacon').href = `https://api.drand.sh/v2/chains/${draw.chain}/rounds/${draw.round}`;
		const ranking = await check(draw);
		if (!ranking) {
			at('verdict').textContent = 'The list is as its notice says. The draw waits for its round.';
			return;
		}
		at('verdict').textContent = 'The list is as its notice says, and the randomness draws these, in this order:';
		at('drawn').append(...ranking.slice(0, draw.units).map((commitment) => {
			const item = document.createElement('li');
			item.textContent = commitment;
			return item;
		}));
	} catch (e) {
		at('verdict').textContent = 'This draw is not right: ' + e.message;
	}
}

await show();
