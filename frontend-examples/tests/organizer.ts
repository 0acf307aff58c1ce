/** What tests of the organizer's pages do besides looking: make events, report as a till, and lose answers. */
import { expect, type Page } from '@playwright/test';
import { awake } from './fixtures.ts';
import type { Hall } from './hall.ts';

export interface EventNode {
	id: string;
	name: string;
	currency: string;
	timeZone: string;
	startsAt: string;
	endsAt: string;
	rates: Record<string, number>;
	items: { nodes: { ref: string | null; title: string; price: string; tagPrinted: string }[] };
	sessions: { nodes: { id: string; status: string; totals: { itemCount: number } }[] };
}

export const EVENTS = `{ saleEvents(last: 100) { nodes { id name currency timeZone startsAt endsAt
	rates { baseShareBps volunteerBonusBps superBonusBps maxShareBps }
	items(first: 100) { nodes { ref title price tagPrinted } }
	sessions(last: 5) { nodes { id status totals { itemCount } } } } } }`;

export async function eventsCalled(hall: Hall, name: string): Promise<EventNode[]> {
	const { saleEvents } = (await hall.ask('organizer', EVENTS)) as { saleEvents: { nodes: EventNode[] } };
	return saleEvents.nodes.filter((event) => event.name === name);
}

export async function eventCalled(hall: Hall, name: string): Promise<EventNode> {
	const events = await eventsCalled(hall, name);
	expect(events).toHaveLength(1);
	return events[0] as EventNode;
}

/** An event without the form. */
export async function makeEvent(hall: Hall, name: string, rows: readonly object[] = []): Promise<EventNode> {
	const input = {
		name,
		currency: 'CHF',
		timeZone: 'Europe/Zurich',
		startsAt: '2027-03-12T08:00:00Z',
		endsAt: '2027-03-13T17:00:00Z',
		rates: { baseShareBps: 6250, volunteerBonusBps: 500, superBonusBps: 250, maxShareBps: 7500 },
	};
	await hall.ask(
		'organizer',
		'mutation ($input: SaleEventCreateInput!, $key: String!) { saleEventCreate(input: $input, idempotencyKey: $key) { event { id } } }',
		{ input, key: `make ${name}` },
	);
	const event = await eventCalled(hall, name);
	if (rows.length > 0) await addItems(hall, event.id, rows);
	return event;
}

export async function addItems(hall: Hall, eventId: string, input: readonly object[]): Promise<string[]> {
	const { itemsAdd } = (await hall.ask(
		'organizer',
		'mutation ($id: ID!, $input: [ItemInput!]!, $key: String!) { itemsAdd(eventId: $id, input: $input, idempotencyKey: $key) { items { tagPrinted } } }',
		{ id: eventId, input, key: `add ${JSON.stringify(input)}` },
	)) as { itemsAdd: { items: { tagPrinted: string }[] } };
	return itemsAdd.items.map(({ tagPrinted }) => tagPrinted);
}

export const coat = (title: string) => ({ consignorNumber: 417, title, category: 'Clothes', price: '5.00' });

/** A till says what it has, as a till does every ten seconds. */
export async function tillReports(
	hall: Hall,
	sessionId: string,
	till: string,
	pendingSales: number,
): Promise<void> {
	const now = Date.now();
	const input = {
		till,
		state: 'OPEN',
		pendingSales,
		oldestPendingAt: pendingSales > 0 ? new Date(now - 20 * 60_000).toISOString() : null,
		clock: new Date(now).toISOString(),
	};
	const { tillReport } = (await hall.ask(
		'cashier',
		'mutation ($id: ID!, $input: TillReportInput!) { tillReport(sessionId: $id, input: $input) { userErrors { message } } }',
		{ id: sessionId, input },
	)) as { tillReport: { userErrors: unknown[] } };
	expect(tillReport.userErrors).toEqual([]);
}

/** The server does it, and the answer to the first such request is lost on the way. */
export async function loseAnswerTo(page: Page, mutation: string): Promise<{ keys: string[] }> {
	const keys: string[] = [];
	await page.route('**/graphql', async (route) => {
		const body = route.request().postDataJSON() as { query: string; variables: { key?: string } } | null;
		if (!body?.query.includes(mutation)) return route.continue();
		keys.push(body.variables.key ?? '');
		if (keys.length > 1) return route.continue();
		await route.fetch();
		await route.abort();
	});
	return { keys };
}

export async function choose(page: Page, name: string, file: string | Buffer): Promise<void> {
	await awake(page);
	const buffer = Buffer.from(file as string);
	await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

/** A figure's value, by its name. */
export const figure = (page: Page, name: string) =>
	page
		.getByRole('main')
		.locator('div > span:first-child', { hasText: new RegExp(`^${name}$`) })
		.locator('+ span');

export const at = (event: { id: string }, part = '') =>
	`/organizer/events/${encodeURIComponent(event.id)}${part}`;
