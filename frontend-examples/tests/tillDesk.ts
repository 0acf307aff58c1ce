/** A till under the fingers of a cashier, and what the server knows of it. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Goods, Hall } from './hall.ts';

const ADD = `mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
	itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { items { tag title price } userErrors { message } } }`;
const RESTOCK = `mutation ($session: ID!, $tags: [String!]!, $key: String!) {
	saleSessionRestock(sessionId: $session, tags: $tags, idempotencyKey: $key) { userErrors { message } } }`;
const HOLD = `mutation ($session: ID!, $input: ItemsHoldInput!) {
	itemsHold(sessionId: $session, input: $input) { expiresAt userErrors { message } } }`;
const SALES = `query ($session: ID!) { saleSession(id: $session) { sales(last: 100) { nodes {
	id receipt till total status needsReview voidReason soldAt
	lines { tag description price status } tenders { kind amount } } } } }`;

export interface KnownSale {
	id: string;
	receipt: string;
	till: string;
	total: string;
	status: string;
	needsReview: boolean;
	voidReason: string | null;
	soldAt: string;
	lines: { tag: string | null; description: string | null; price: string; status: string }[];
	tenders: { kind: string; amount: string }[];
}

let keys = 0;

/** Brings more things into the running sale, each at 3.00. */
export async function stock(hall: Hall, count: number): Promise<Goods[]> {
	const key = `stock-${++keys}`;
	const input = Array.from({ length: count }, (_, at) => ({
		consignorNumber: 417,
		title: `Thing ${keys}-${at + 1}`,
		category: 'Toys',
		price: '3.00',
	}));
	const added = await hall.ask('organizer', ADD, { event: hall.eventId, input, key });
	const { items } = added['itemsAdd'] as { items: Goods[] };
	const tags = items.map((item) => item.tag);
	await hall.ask('organizer', RESTOCK, { session: hall.sessionId, tags, key: `${key}-in` });
	return items;
}

/** Puts a thing into another cart. */
export async function holdElsewhere(hall: Hall, tag: string, channel: 'POS' | 'ONLINE'): Promise<void> {
	const input = { cart: `other-${++keys}`, tags: [tag], channel, till: channel === 'POS' ? '9' : null };
	await hall.ask('organizer', HOLD, { session: hall.sessionId, input });
}

/** What the server has of a till. */
export async function salesOf(hall: Hall, till: string): Promise<KnownSale[]> {
	const { saleSession } = (await hall.ask('organizer', SALES, { session: hall.sessionId })) as {
		saleSession: { sales: { nodes: KnownSale[] } };
	};
	return saleSession.sales.nodes.filter((sale) => sale.till === till);
}

export class TillDesk {
	readonly notice: Locator;
	readonly total: Locator;
	readonly field: Locator;

	private constructor(readonly page: Page) {
		this.notice = page.locator('[data-notice]');
		this.total = page.locator('[data-total]');
		this.field = page.getByLabel('Scan or type a tag');
	}

	/** Sets the device up as a till, as somebody does once. */
	static async open(page: Page, name: string): Promise<TillDesk> {
		const desk = new TillDesk(page);
		await page.goto('/till');
		await page.getByLabel('Sale', { exact: true }).selectOption('Spring 2027');
		await page.getByLabel('Name of this till').fill(name);
		await page.getByRole('button', { name: 'Open the till' }).click();
		await desk.isReady();
		return desk;
	}

	/** One that was set up before. */
	static async again(page: Page, address = '/till'): Promise<TillDesk> {
		const desk = new TillDesk(page);
		await page.goto(address);
		await expect(desk.field).toBeFocused();
		return desk;
	}

	async isReady(): Promise<void> {
		await expect(this.page.locator('[data-pack=complete]')).toBeVisible();
		await expect(this.page.locator('[data-link=online]')).toBeVisible();
		await expect(this.field).toBeFocused();
	}

	/** As a hand scanner types: the signs and Enter, wherever the focus is. */
	async scan(raw: string): Promise<void> {
		await this.page.keyboard.type(raw);
		await this.page.keyboard.press('Enter');
	}

	/** Scans, and waits until the line is there. */
	async add(...goods: Goods[]): Promise<void> {
		for (const { tag } of goods) {
			await this.scan(tag);
			await expect(this.line(tag)).toBeVisible();
		}
	}

	line(tag: string): Locator {
		return this.page.locator(`[data-line="${tag}"]`);
	}

	async isHeld(tag: string): Promise<void> {
		await expect(this.line(tag)).toHaveAttribute('data-hold', 'held');
	}

	/** Pays all of it in cash, or what is typed. */
	async pay(given = ''): Promise<void> {
		await this.page.keyboard.press('F2');
		await expect(this.page.getByLabel('Handed over')).toBeFocused();
		await this.page.keyboard.type(given);
		await this.page.keyboard.press('Enter');
	}

	async isSold(): Promise<string> {
		const badge = this.page.getByText(/^Receipt \S/).first();
		await expect(badge).toBeVisible();
		await expect(this.field).toBeFocused();
		return ((await badge.textContent()) ?? '').replace('Receipt ', '').trim();
	}

	async waits(count: number): Promise<void> {
		await expect(this.page.locator('[data-waiting]')).toHaveAttribute('data-waiting', `${count}`);
	}
}

/** A till with something in its cart and something against a line; set up once a browser, then as it was left. */
export async function busyTill(page: Page, hall: Hall): Promise<void> {
	const [value, url] = [hall.tokens.cashier, hall.appUrl];
	await page
		.context()
		.addCookies([{ name: 'hangtag_token', value, url, httpOnly: true, sameSite: 'Strict' }]);
	await page.goto('/till');
	const [setUp, field] = [page.getByLabel('Name of this till'), page.getByLabel('Scan or type a tag')];
	await expect(setUp.or(field)).toBeVisible();
	if (await setUp.isVisible()) {
		const desk = await TillDesk.open(page, `S${++keys}`);
		const goods = await stock(hall, 3);
		await desk.add(...goods);
		await desk.scan('0998800018');
		await expect(desk.line('0998800018').getByRole('alert')).toBeVisible();
		await desk.scan('no tag at all');
		await expect(desk.notice).toBeVisible();
	}
	await expect(page.locator('[data-pack=complete]')).toBeVisible();
}

/** Where the shopper pays. */
export async function payingTill(page: Page, hall: Hall): Promise<void> {
	await busyTill(page, hall);
	const red = page.locator('[data-line="0998800018"]');
	if (await red.isVisible()) await red.getByRole('button', { name: 'Remove', exact: true }).click();
	await page.getByRole('button', { name: /^Pay/ }).click();
	await expect(page.getByLabel('Handed over')).toBeFocused();
}

/** The sale is final. */
export async function soldTill(page: Page, hall: Hall): Promise<void> {
	await busyTill(page, hall);
	const desk = await TillDesk.again(page);
	await desk.page.keyboard.press('Delete');
	const [item] = (await stock(hall, 1)) as [Goods];
	await desk.add(item);
	// It is newer than the pack: its price comes with the hold.
	await desk.isHeld(item.tag);
	await desk.pay('20');
	await desk.isSold();
	await page
		.getByText(/^Receipt S/)
		.last()
		.click();
}
