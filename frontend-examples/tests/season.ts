/** A consignor of its own with a sale of its own, so that no other test's sales are in its figures. */
import { randomUUID } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import type { Goods, Hall } from './hall.ts';

type Answer = Record<string, unknown>;

const ADD_CONSIGNOR = `mutation ($input: ConsignorAddInput!, $key: String!) {
	payload: consignorAdd(input: $input, idempotencyKey: $key) { done: consignor { id number } userErrors { message } } }`;
const CREATE_EVENT = `mutation ($input: SaleEventCreateInput!, $key: String!) {
	payload: saleEventCreate(input: $input, idempotencyKey: $key) { done: event { id } userErrors { message } } }`;
const ADD_ITEMS = `mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
	payload: itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { done: items { tag title price } userErrors { message } } }`;
const OPEN = `mutation ($event: ID!, $key: String!) {
	payload: saleSessionOpen(eventId: $event, idempotencyKey: $key) { done: session { id } userErrors { message } } }`;
const COMPLETE = `mutation ($session: ID!, $key: String!) {
	payload: saleSessionComplete(sessionId: $session, idempotencyKey: $key) { done: session { id } userErrors { message } } }`;
const RECORD = `mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
	payload: saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) { done: sale { id } userErrors { message } } }`;
const VOID = `mutation ($sale: ID!, $key: String!) {
	payload: saleVoid(saleId: $sale, reason: "wrong item", idempotencyKey: $key) { done: sale { id } userErrors { message } } }`;
const HOLD = `mutation ($session: ID!, $input: ItemsHoldInput!) {
	payload: itemsHold(sessionId: $session, input: $input) { done: items { tag } userErrors { message } } }`;
const RESOLVE = `mutation ($sale: ID!, $input: SaleReviewResolveInput!, $key: String!) {
	payload: saleReviewResolve(saleId: $sale, input: $input, idempotencyKey: $key) { done: sale { id } userErrors { message } } }`;

const DAY_MS = 24 * 60 * 60 * 1000;

interface Given {
	titles?: readonly [title: string, price: string][];
	name?: string;
}

export class Season {
	consignorId = '';
	number = 0;
	token = '';
	eventId = '';
	sessionId = '';
	items: Goods[] = [];

	private constructor(readonly hall: Hall) {}

	/** A consignor with a name and items on the floor. */
	static async open(hall: Hall, { titles = GOODS, name = 'Cleo Muster' }: Given = {}): Promise<Season> {
		const season = new Season(hall);
		const consignor = await season.#do(ADD_CONSIGNOR, { input: { displayName: name } });
		season.consignorId = String(consignor['id']);
		season.number = Number(consignor['number']);
		season.token = hall.token('consignor', season.number);
		await season.next('Spring fair', titles);
		return season;
	}

	/** Another event with other items; it is the one that the methods below mean from then on. */
	async next(name: string, titles: readonly [title: string, price: string][] = GOODS): Promise<void> {
		const input = {
			name,
			currency: 'EUR',
			timeZone: 'Europe/Berlin',
			startsAt: new Date(Date.now() - DAY_MS).toISOString(),
			endsAt: new Date(Date.now() + DAY_MS).toISOString(),
			rates: { baseShareBps: 6500, volunteerBonusBps: 500, superBonusBps: 500, maxShareBps: 8000 },
		};
		this.eventId = String((await this.#do(CREATE_EVENT, { input }))['id']);
		const goods = titles.map(([title, price]) => ({
			consignorNumber: this.number,
			category: 'Toys',
			title,
			price,
		}));
		this.items = (await this.#do(ADD_ITEMS, { event: this.eventId, input: goods })) as unknown as Goods[];
		this.sessionId = String((await this.#do(OPEN, { event: this.eventId }))['id']);
	}

	/** Signs a browser in as this consignor. */
	async signIn(context: BrowserContext): Promise<void> {
		await context.addCookies([{ name: 'hangtag_token', value: this.token, url: this.hall.appUrl }]);
	}

	item(index: number): Goods {
		const item = this.items[index];
		if (!item) throw new Error(`there is no item ${index}`);
		return item;
	}

	/** Sells an item at the till; answers the sale. */
	async sell(index: number): Promise<string> {
		const { tag, price } = this.item(index);
		return this.#record({ lines: [{ tag }], tenders: [{ kind: 'CASH', amount: price }], till: 'T7' });
	}

	/** Sells an item offline for another price than the tag's. */
	async sellReduced(index: number, price: string): Promise<string> {
		const offlineSoldAt = new Date(Date.now() - 60_000).toISOString();
		const lines = [{ tag: this.item(index).tag, price }];
		return this.#record({ lines, tenders: [{ kind: 'CASH', amount: price }], till: 'T7', offlineSoldAt });
	}

	/** Sells something without a tag, which the organizers credit to this consignor. */
	async credit(price: string): Promise<void> {
		const lines = [{ price, unknown: { description: 'Teddy without a tag' } }];
		const sale = await this.#record({ lines, tenders: [{ kind: 'CASH', amount: price }], till: 'T7' });
		const resolution = { resolution: 'ATTRIBUTE_TO_CONSIGNOR', consignorNumber: this.number, note: 'asked' };
		await this.#do(RESOLVE, { sale, input: { position: 0, ...resolution } });
	}

	async voidSale(sale: string): Promise<void> {
		await this.#do(VOID, { sale });
	}

	/** Puts an item into a cart. */
	async hold(index: number): Promise<void> {
		const input = { cart: randomUUID(), tags: [this.item(index).tag], till: 'T7' };
		await this.#do(HOLD, { session: this.sessionId, input }, false);
	}

	/** Closes the doors. */
	async complete(): Promise<void> {
		await this.#do(COMPLETE, { session: this.sessionId });
	}

	async #record(input: Answer): Promise<string> {
		return String((await this.#do(RECORD, { session: this.sessionId, input }))['id']);
	}

	async #do(mutation: string, variables: Answer, keyed = true): Promise<Answer> {
		const key = keyed ? { key: randomUUID() } : {};
		const { payload } = (await this.hall.ask('organizer', mutation, { ...variables, ...key })) as {
			payload: { done?: Answer; userErrors: unknown };
		};
		if (!payload.done) throw new Error(JSON.stringify(payload));
		return payload.done;
	}
}

/** Prices whose shares are no whole cents. */
const GOODS: readonly [title: string, price: string][] = [
	['Marble run', '12.50'],
	['Rain boots', '8.05'],
	['Puzzle', '2.50'],
	['Doll’s house', '35.00'],
];
