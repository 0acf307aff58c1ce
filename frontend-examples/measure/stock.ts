/** Goods for a measurement: more than the hall of the tests has. */
import type { Hall } from '../tests/hall.ts';

/** The API's limit of one call. */
const CALL_ITEMS = 500;
const PRICE = '2.50';
const CATEGORIES = ['Toys', 'Clothes', 'Books', 'Shoes', 'Games', 'Baby'];

const ADD = `mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
	itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { items { tag } userErrors { message } } }`;
const RESTOCK = `mutation ($session: ID!, $tags: [String!]!, $key: String!) {
	saleSessionRestock(sessionId: $session, tags: $tags, idempotencyKey: $key) { session { id } userErrors { message } } }`;
const SELL = `mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
	saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) { sale { sequence } userErrors { message } } }`;
const ADD_CONSIGNOR = `mutation ($input: ConsignorAddInput!, $key: String!) {
	consignorAdd(input: $input, idempotencyKey: $key) { consignor { id } userErrors { message } } }`;

let keys = 0;

/** Takes so many items into the running session; their tags. */
export async function stock(hall: Hall, count: number): Promise<string[]> {
	const tags: string[] = [];
	while (tags.length < count) {
		// A consignor has at most 9,999 items; a number a call keeps far from it.
		const consignorNumber = 1_000 + tags.length / CALL_ITEMS;
		const input = { number: consignorNumber, displayName: `Consignor ${consignorNumber}` };
		await hall.ask('organizer', ADD_CONSIGNOR, { input, key: `stock-${++keys}` });
		const items = Array.from({ length: CALL_ITEMS }, (_, index) => ({
			consignorNumber,
			title: `Thing ${tags.length + index}`,
			category: CATEGORIES[index % CATEGORIES.length],
			price: PRICE,
		}));
		const { itemsAdd } = (await hall.ask('organizer', ADD, {
			event: hall.eventId,
			input: items,
			key: `stock-${++keys}`,
		})) as { itemsAdd: { items: { tag: string }[] | null; userErrors: unknown } };
		if (!itemsAdd.items) throw new Error(JSON.stringify(itemsAdd.userErrors));
		const added = itemsAdd.items.map(({ tag }) => tag);
		const { saleSessionRestock } = (await hall.ask('organizer', RESTOCK, {
			session: hall.sessionId,
			tags: added,
			key: `stock-${++keys}`,
		})) as { saleSessionRestock: { session: unknown; userErrors: unknown } };
		if (!saleSessionRestock.session) throw new Error(JSON.stringify(saleSessionRestock.userErrors));
		tags.push(...added);
	}
	return tags;
}

/** Sells one thing at one of ten tills; its place, and when the answer was there. */
export async function sellOne(hall: Hall, tag: string): Promise<{ sequence: number; acknowledged: number }> {
	keys += 1;
	const input = {
		till: `${(keys % 10) + 1}`,
		lines: [{ tag }],
		tenders: [{ kind: keys % 3 === 0 ? 'CARD' : 'CASH', amount: PRICE }],
	};
	const { saleRecord } = (await hall.ask('cashier', SELL, {
		session: hall.sessionId,
		input,
		key: `stock-${keys}`,
	})) as { saleRecord: { sale: { sequence: number } | null; userErrors: unknown } };
	if (!saleRecord.sale) throw new Error(JSON.stringify(saleRecord.userErrors));
	return { sequence: saleRecord.sale.sequence, acknowledged: Date.now() };
}

/** Sells these at an even pace, however long an answer takes. */
export async function sellEvenly(
	hall: Hall,
	tags: readonly string[],
	perSecond: number,
): Promise<{ sequence: number; acknowledged: number }[]> {
	const start = performance.now();
	const sales: Promise<{ sequence: number; acknowledged: number }>[] = [];
	for (const [index, tag] of tags.entries()) {
		const due = start + (index * 1000) / perSecond - performance.now();
		if (due > 0) await new Promise((done) => setTimeout(done, due));
		sales.push(sellOne(hall, tag));
	}
	return Promise.all(sales);
}

/** Sells these as fast as eight tills can. */
export async function sellFast(hall: Hall, tags: readonly string[]): Promise<void> {
	const waiting = [...tags];
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			for (let tag = waiting.pop(); tag; tag = waiting.pop()) await sellOne(hall, tag);
		}),
	);
}
