// The shop's markets and pages.

// markets has the languages of each region's markets, the first one first.
export const markets = {
  us: { us: ['en', 'es'] },
  eu: { de: ['de', 'en'], fr: ['fr', 'en'], es: ['es', 'en'], it: ['it', 'en'], nl: ['nl', 'en'] },
  uk: { gb: ['en'] },
  in: { in: ['hi', 'en'] },
};

// addresses has a place to deliver to in each market: town halls, so that each is real.
export const addresses = {
  us: { name: 'Avery Shopper', line1: '1 Dr Carlton B Goodlett Pl', city: 'San Francisco', postal_code: '94102', state: 'CA' },
  de: { name: 'Jörg Größer', line1: 'Rathausstr. 15', city: 'Berlin', postal_code: '10178' },
  fr: { name: 'Zoé Lefèvre', line1: 'Place de l’Hôtel de Ville', city: 'Paris', postal_code: '75004' },
  es: { name: 'Íñigo Núñez', line1: 'Calle de Montalbán 1', city: 'Madrid', postal_code: '28014' },
  it: { name: 'Nicolò Rossi', line1: 'Piazza della Scala 2', city: 'Milano', postal_code: '20121' },
  nl: { name: 'Sanne de Vries', line1: 'Amstel 1', city: 'Amsterdam', postal_code: '1011 PN' },
  gb: { name: 'Siân O’Neill', line1: 'Albert Square', city: 'Manchester', postal_code: 'M2 5DB' },
  in: { name: 'अनिता शर्मा', line1: 'Mahapalika Marg', city: 'Mumbai', postal_code: '400001', state: 'MH' },
};

const products = ['fitness-band', 'headphones', 'phone-4i'];
const rules = ['imprint', 'terms', 'privacy', 'delivery', 'accessibility', 'contact'];

// publicPages returns the name and the address of each page of a region that anybody may
// see. Pages of every kind are in each market's first language, home pages in all.
// pass returns a pass for a market.
export async function publicPages(region, url, pass) {
  const pages = [{ name: `${region}: choose a market`, url: `${url}/` }, { name: `${region}: find an order`, url: `${url}/lookup` }];
  for (const [market, languages] of Object.entries(markets[region])) {
    for (const language of languages) pages.push({ name: `${market}/${language}: home`, url: `${url}/${market}/${language}` });
    const at = `${url}/${market}/${languages[0]}`;
    const add = (name, path) => pages.push({ name: `${market}/${languages[0]}: ${name}`, url: `${at}/${path}` });
    add('sale', `sales/${region}-launch`);
    add('ask for a pass', `sales/${region}-launch/checkout`);
    add('checkout', `sales/${region}-launch/checkout?pass=${await pass(market)}`);
    for (const sku of products) add(sku, `products/${sku}`);
    for (const rule of rules) add(rule, rule);
  }
  return pages;
}
