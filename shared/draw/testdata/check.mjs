// Checks a draw with the page's script: reads it from the standard input, prints what it finds.
import { check, commit } from '../page/draw.js';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { draw, commitments, secret, mailbox } = JSON.parse(text);
const begin = performance.now();
const Ranking = await check({ ...draw, commitments });
const Took = performance.now() - begin;
console.log(JSON.stringify({ Ranking, Took, Own: await commit(secret, mailbox) }));
