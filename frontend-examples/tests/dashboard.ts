/** What tests of the dashboard do besides looking: sell, report, and read the screen's numbers. */
import { expect, type Page } from '@playwright/test';
import type { Goods, Hall } from './hall.ts';

const SELL = `mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
	saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) {
		sale { id sequence needsReview } userErrors { message } } }`;
const VOID = `mutation ($sale: ID!, $key: String!) {
	saleVoid(saleId: $sale, reason: "wrong size", idempotencyKey: $key) { sale { sequence } userErrors { message } } }`;
const REPORT = `mutation ($session: ID!, $input: TillReportInput!) {
	tillReport(sessionId: $session, input: $input) { sequence userErrors { message } } }`;
const SALES = `query ($session: ID!) { saleSession(id: $session) { sales(last: 100) { nodes { sequence } } } }`;

export interface SoldSale {
	id: string;
	sequence: number;
	needsReview: boolean;
}

let keys = 0;

/** Sells these, paid in cash, or partly by card. */
export async function sell(
	hall: Hall,
	items: readonly Goods[],
	more: { till?: string; offlineSoldAt?: string; card?: string } = {},
): Promise<SoldSale> {
	const cents = items.reduce((sum, { price }) => sum + centsOf(price), 0);
	const card = centsOf(more.card ?? '0.00');
	const input = {
		till: more.till ?? 'T1',
		lines: items.map(({ tag, price }) => ({ tag, price })),
		tenders: [
			{ kind: 'CASH', amount: text(cents - card) },
			...(card > 0 ? [{ kind: 'CARD', amount: text(card) }] : []),
		],
		...(more.offlineSoldAt ? { offlineSoldAt: more.offlineSoldAt } : {}),
	};
	const { saleRecord } = (await hall.ask('cashier', SELL, {
		session: hall.sessionId,
		input,
		key: `dashboard-${++keys}`,
	})) as { saleRecord: { sale: SoldSale | null; userErrors: unknown } };
	if (!saleRecord.sale) throw new Error(JSON.stringify(saleRecord.userErrors));
	return saleRecord.sale;
}

export async function takeBack(hall: Hall, sale: SoldSale): Promise<void> {
	const { saleVoid } = (await hall.ask('organizer', VOID, { sale: sale.id, key: `dashboard-${++keys}` })) as {
		saleVoid: { sale: unknown };
	};
	if (!saleVoid.sale) throw new Error(JSON.stringify(saleVoid));
}

export async function report(
	hall: Hall,
	till: string,
	pendingSales = 0,
	oldestPendingAt: string | null = null,
): Promise<void> {
	const input = { till, state: 'OPEN', pendingSales, oldestPendingAt, clock: new Date().toISOString() };
	await hall.ask('cashier', REPORT, { session: hall.sessionId, input });
}

/** The places of all sales, newest first, as the server has them. */
export async function salesOf(hall: Hall): Promise<number[]> {
	const { saleSession } = (await hall.ask('organizer', SALES, { session: hall.sessionId })) as {
		saleSession: { sales: { nodes: { sequence: number }[] } };
	};
	return saleSession.sales.nodes.map(({ sequence }) => sequence).reverse();
}

/** The organizer's dashboard of the running session. */
export async function openDashboard(hall: Hall, page: Page): Promise<void> {
	await page
		.context()
		.addCookies([{ name: 'hangtag_token', value: hall.tokens.organizer, url: hall.appUrl }]);
	await page.goto(`${hall.appUrl}/organizer/sessions/${hall.sessionId}`);
	await expect(page.locator('[data-connection=live]')).toBeVisible();
}

const busy = new WeakSet<Hall>();

/** The dashboard of a hall in which all that it can show has happened. */
export async function busyDashboard(page: Page, hall: Hall): Promise<void> {
	const [train, jacket, , bike, suit] = hall.items as [Goods, Goods, Goods, Goods, Goods];
	if (!busy.has(hall)) {
		busy.add(hall);
		const now = new Date().toISOString();
		// Offline sales are recorded whatever other tests have sold of these.
		await sell(hall, [train, jacket], { till: '1', offlineSoldAt: now, card: '8.00' });
		await sell(hall, [bike], { till: '2', offlineSoldAt: now });
		await sell(hall, [train], { till: '3', offlineSoldAt: now });
		await takeBack(hall, await sell(hall, [suit], { till: '2', offlineSoldAt: now }));
	}
	await report(hall, '1');
	await report(hall, '2', 4, new Date(Date.now() - 300_000).toISOString());
	await openDashboard(hall, page);
	await expect(page.locator('[data-till="2"][data-state=STALLED]')).toBeVisible();
	await expect(page.locator('[data-review]').first()).toBeVisible();
}

/** An amount on the screen in cents: "€1,234.50", "1.234,50 €". */
export function centsOf(amount: string): number {
	const digits = amount.replace(/[^\d.,-]/g, '');
	const [, whole = '', fraction = ''] = /^(.*?)(?:[.,](\d{2}))?$/.exec(digits) ?? [];
	return Number(`${whole.replace(/[.,]/g, '')}${fraction.padEnd(2, '0')}`);
}

function text(cents: number): string {
	return (cents / 100).toFixed(2);
}

/** The parts of the money identity as the screen shows them, in cents. */
export async function moneyOf(page: Page): Promise<Record<string, number>> {
	const rows = await page
		.locator('[data-money]')
		.evaluateAll((buttons) =>
			buttons.map((button) => [
				button.getAttribute('data-money') ?? '',
				button.lastElementChild?.textContent ?? '',
			]),
		);
	return Object.fromEntries(rows.map(([name, amount]) => [name, centsOf(amount ?? '')]));
}

/** The places in the feed, newest first. */
export function feedOf(page: Page): Promise<number[]> {
	return page
		.locator('[data-feed] > li[data-sequence]')
		.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-sequence'))));
}
