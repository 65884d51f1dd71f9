// Writes each of the questions on standard input as Intl does: {locale, zone, kind, value, options}.
import { readFileSync } from 'node:fs';

const kept = new Map(); // a formatter takes a millisecond to make
function formatter(kind, locale, options) {
  const key = JSON.stringify([kind.name, locale, options]);
  if (!kept.has(key)) kept.set(key, new kind(locale, options));
  return kept.get(key);
}
const number = (q, more) => formatter(Intl.NumberFormat, q.locale, { ...q.options, ...more });
const date = (q) => formatter(Intl.DateTimeFormat, q.locale, { ...q.options, timeZone: q.zone });

const ask = {
  number: (q) => number(q).format(q.value),
  date: (q) => date(q).format(new Date(q.value)),
  unit: (q) => number(q, { style: 'unit', unitDisplay: 'long' }).formatToParts(q.value)
    .filter((p) => p.type === 'unit').map((p) => p.value).join(''),
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((q) => ask[q.kind](q))));
