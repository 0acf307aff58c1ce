import { awake, expect, test, visit, type Page } from './fixtures.ts';
import {
	type EventNode,
	eventCalled,
	makeEvent,
	addItems,
	coat,
	tillReports,
	loseAnswerTo,
	choose,
	figure,
	at,
} from './organizer.ts';

test.describe('a new event', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));

	test('is created once, with what was typed, in its own time zone', async ({ page, hall }) => {
		await visit(page, '/organizer');
		await page.getByRole('link', { name: 'New event' }).click();
		await page.getByRole('button', { name: 'Create the event' }).click();
		await expect(page.getByLabel('Name')).toBeFocused();
		await expect(page.getByText('Give the event a name.')).toBeVisible();

		await page.getByLabel('Name').fill('Autumn 2027');
		await page.getByLabel('Doors open').fill('2027-10-01T09:00');
		await page.getByLabel('Doors close').fill('2027-10-01T08:00');
		await page.getByLabel('Time zone').fill('America/Denver');
		await page.getByLabel('Currency').selectOption('USD');
		await page.getByLabel('Consignor’s share').fill('62,5');
		await page.getByLabel('Added for volunteers').fill('5');
		await page.getByLabel('Share at most').fill('75');
		await page.getByRole('button', { name: 'Create the event' }).click();
		await expect(page.getByLabel('Doors close')).toBeFocused();
		await expect(page.getByText('The end must be after the beginning.')).toBeVisible();

		await page.getByLabel('Doors close').fill('2027-10-02T18:00');
		await page.getByRole('button', { name: 'Create the event' }).dblclick();
		await expect(page.getByRole('heading', { name: 'Autumn 2027' })).toBeVisible();
		expect(await eventCalled(hall, 'Autumn 2027')).toMatchObject({
			currency: 'USD',
			timeZone: 'America/Denver',
			startsAt: '2027-10-01T15:00:00.000Z',
			endsAt: '2027-10-03T00:00:00.000Z',
			rates: { baseShareBps: 6250, volunteerBonusBps: 500, superBonusBps: 0, maxShareBps: 7500 },
		});
		// Nothing is there, so that nothing is claimed.
		await expect(figure(page, 'Gross')).toHaveText('–');
		await expect(figure(page, 'Sell-through')).toHaveText('–');
	});

	test('is one, when the answer is lost and somebody presses again after a reload', async ({
		page,
		hall,
	}) => {
		const fill = async () => {
			await visit(page, '/organizer/events/new');
			await page.getByLabel('Name').fill('Lost and found');
			await page.getByLabel('Doors open').fill('2027-10-01T09:00');
			await page.getByLabel('Doors close').fill('2027-10-02T09:00');
			await page.getByLabel('Consignor’s share').fill('60');
			await page.getByRole('button', { name: 'Create the event' }).click();
		};
		const { keys } = await loseAnswerTo(page, 'saleEventCreate');
		await fill();
		await expect(page.getByRole('alert')).toContainText('it is done once');
		await fill();
		await expect(page.getByRole('heading', { name: 'Lost and found' })).toBeVisible();
		expect(keys[1]).toBe(keys[0]);
		await eventCalled(hall, 'Lost and found');
	});

	test('is copied from last season’s by keyboard alone: everything but the dates', async ({ page, hall }) => {
		const last = await makeEvent(hall, 'Last season');
		await page.goto('/organizer');
		const copy = page.getByRole('link', { name: 'Copy Last season' });
		await tabTo(page, copy);
		await page.keyboard.press('Enter');
		await tabTo(page, page.getByLabel('Name'));
		await page.keyboard.press('ControlOrMeta+A');
		await page.keyboard.type('This season');
		// Day and month are the same: a browser orders them as its own language does, and may ask for AM or PM.
		for (const [label, day] of [
			['Doors open', '03032028'],
			['Doors close', '04042028'],
		] as const) {
			await tabTo(page, page.getByLabel(label));
			await page.keyboard.type(day);
			await page.keyboard.press('ArrowRight');
			await page.keyboard.type('0930A');
		}
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { name: 'This season' })).toBeVisible();
		const { currency, timeZone, rates } = last;
		expect(await eventCalled(hall, 'This season')).toMatchObject({
			currency,
			timeZone,
			rates,
			startsAt: '2028-03-03T08:30:00.000Z',
			endsAt: '2028-04-04T07:30:00.000Z',
		});
	});
});

/** Presses Tab until it stands there; a page has fewer stops than this. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>): Promise<void> {
	await expect(target).toBeVisible();
	for (let stop = 0; stop < 80; stop += 1) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('the keyboard does not reach it');
}

test.describe('a sale', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));

	test('is opened, restocked, withdrawn from, and completed with a warning of a till that waits', async ({
		page,
		hall,
	}) => {
		const event = await makeEvent(hall, 'Sale', [coat('One'), coat('Two'), coat('Three')]);
		await visit(page, at(event));
		const { keys } = await loseAnswerTo(page, 'saleSessionOpen');
		await page.getByRole('button', { name: 'Open the sale' }).click();
		const opening = page.getByRole('dialog');
		await opening.getByRole('button', { name: 'Open the sale' }).click();
		await expect(opening.getByRole('alert')).toContainText('it is done once');
		await opening.getByRole('button', { name: 'Open the sale' }).click();
		await expect(page.getByText('Selling')).toBeVisible();
		expect(keys).toHaveLength(2);
		expect(keys[1]).toBe(keys[0]);
		const opened = await eventCalled(hall, 'Sale');
		expect(opened.sessions.nodes.map(({ status, totals }) => [status, totals.itemCount])).toEqual([
			['ACTIVE', 3],
		]);
		const session = opened.sessions.nodes[0] as EventNode['sessions']['nodes'][number];
		await expect(page.getByRole('link', { name: 'Live dashboard' })).toHaveAttribute(
			'href',
			`/organizer/sessions/${encodeURIComponent(session.id)}`,
		);
		await expect(figure(page, 'Items sold')).toHaveText('0 of 3');

		await test.step('restock: what came in during the sale', async () => {
			await addItems(hall, event.id, [coat('Late')]);
			await page.reload();
			await awake(page);
			await expect(page.getByText('Items came in that are not in the sale yet')).toBeVisible();
			await page.getByRole('button', { name: 'Restock' }).click();
			const dialog = page.getByRole('dialog');
			await dialog.getByRole('button', { name: 'Restock' }).click();
			await expect(dialog.getByText('Enter at least one tag.')).toBeVisible();
			await dialog.getByRole('button', { name: 'Enter all that wait' }).click();
			await expect(dialog.getByText('1 item waits.')).toBeVisible();
			await dialog.getByRole('button', { name: 'Restock' }).dblclick();
			await expect(page.getByText('1 item is now in the sale.')).toBeVisible();
			await expect(figure(page, 'Items sold')).toHaveText('0 of 4');
		});

		await test.step('withdraw: all or none, and what is in the way is named and left out', async () => {
			const [one, two] = opened.items.nodes.map(({ tagPrinted }) => tagPrinted) as [string, string];
			await hall.ask(
				'organizer',
				`mutation ($id: ID!, $tag: String!) { saleRecord(sessionId: $id, idempotencyKey: "sell two",
					input: { lines: [{ tag: $tag }], tenders: [{ kind: CASH, amount: "5.00" }], till: "T1" }) { userErrors { message } } }`,
				{ id: session.id, tag: two },
			);
			await page.getByRole('button', { name: 'Withdraw' }).click();
			const dialog = page.getByRole('dialog');
			await dialog.getByLabel('Tags').fill(`${one}\n${two} 00417-9999-9`);
			await dialog.getByRole('button', { name: 'Withdraw' }).click();
			await expect(dialog.getByText('Say why, in a word or two.')).toBeVisible();
			await dialog.getByLabel('Reason').fill('recalled');
			await dialog.getByRole('button', { name: 'Withdraw' }).click();
			await expect(dialog.getByRole('listitem')).toHaveText([
				new RegExp(`${two} is sold`),
				/00417-9999-9 no such item/,
			]);
			expect((await eventCalled(hall, 'Sale')).sessions.nodes[0]?.totals.itemCount).toBe(4);
			await dialog.getByRole('button', { name: 'Leave them out' }).click();
			await expect(dialog.getByLabel('Tags')).toHaveValue(one);
			await dialog.getByRole('button', { name: 'Withdraw' }).click();
			await expect(page.getByText('1 item was taken out of the sale.')).toBeVisible();
			await expect(figure(page, 'Items sold')).toHaveText('1 of 3');
			await expect(figure(page, 'Gross')).toHaveText('CHF 5.00');
		});

		await test.step('complete: a till that waits is named, live', async () => {
			await tillReports(hall, session.id, 'T3', 4);
			await page.getByRole('button', { name: 'Complete the sale' }).click();
			const dialog = page.getByRole('dialog');
			const waiting = dialog.getByRole('alert').getByRole('listitem');
			await expect(waiting).toHaveText([
				/T3: 4 sales waiting, the oldest since \d{1,2}:\d\d [AP]M\s*stalled/,
			]);
			await expect(dialog.getByRole('button', { name: 'Complete all the same' })).toBeVisible();
			await tillReports(hall, session.id, 'T3', 0);
			await expect(waiting).toHaveCount(0);
			await expect(dialog.getByText('No till that reports has sales waiting.')).toBeVisible();
			await tillReports(hall, session.id, 'T3', 1);
			await expect(waiting).toHaveText([/T3: 1 sale waiting since/]);
			await dialog.getByRole('button', { name: 'Cancel' }).click();
			expect((await eventCalled(hall, 'Sale')).sessions.nodes[0]?.status).toBe('ACTIVE');

			await page.getByRole('button', { name: 'Complete the sale' }).click();
			await dialog.getByRole('button', { name: 'Complete all the same' }).dblclick();
			await expect(page.getByText('The sale is completed.')).toBeVisible();
			await expect(page.getByText('Completed', { exact: true })).toBeVisible();
			expect((await eventCalled(hall, 'Sale')).sessions.nodes[0]?.status).toBe('COMPLETED');
		});
	});

	test('that somebody else has completed says so, and nothing is done', async ({ page, hall }) => {
		const event = await makeEvent(hall, 'Ended elsewhere', [coat('One')]);
		const { saleSessionOpen } = (await hall.ask(
			'organizer',
			'mutation ($id: ID!) { saleSessionOpen(eventId: $id, idempotencyKey: "elsewhere") { session { id } } }',
			{ id: event.id },
		)) as { saleSessionOpen: { session: { id: string } } };
		await visit(page, at(event));
		await page.getByRole('button', { name: 'Withdraw' }).click();
		await hall.ask(
			'organizer',
			'mutation ($id: ID!) { saleSessionComplete(sessionId: $id, idempotencyKey: "ends") { session { id } } }',
			{ id: saleSessionOpen.session.id },
		);
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Tags').fill('00417-0001-9');
		await dialog.getByLabel('Reason').fill('recalled');
		await dialog.getByRole('button', { name: 'Withdraw' }).click();
		await expect(dialog.getByRole('alert')).toContainText('The sale has ended already');
		await expect(dialog.getByLabel('Tags')).toHaveValue('00417-0001-9');
	});
});

test('items are found by tag, consignor, words and state', async ({ page, hall, signedIn }) => {
	await signedIn('organizer');
	const [train, , book] = hall.items as [
		{ tag: string },
		unknown,
		{ tag: string; title: string; price: string },
	];
	await page.goto(at({ id: hall.eventId }, '/items'));
	const titles = page.getByRole('region', { name: 'Items of the event' }).getByRole('row');
	const search = async (q: string, state: string) => {
		await page.getByLabel('Tag, consignor number or words').fill(q);
		await page.getByLabel('State').selectOption(state);
		await page.getByRole('button', { name: 'Search' }).click();
	};
	await expect(titles).toHaveCount(6);
	await search('23', 'All');
	await expect(titles).toHaveText([/Tag/, /Balance bike.*35\.00/, /Snow suit.*92/]);
	await search(train.tag, 'All');
	await expect(titles).toHaveText([/Tag/, /Wooden train/]);
	await search('PICTURE', 'For sale');
	await expect(titles).toHaveText([/Tag/, /Picture book.*For sale/]);
	await hall.sell({ ...book }, 'T2');
	await search('', 'Sold');
	await expect(titles).toHaveText([/Tag/, /Picture book.*Sold.*at T2 for €2\.50/]);
	await search('nothing like it', 'All');
	await expect(page.getByText('Nothing fits. Search for something else.')).toBeVisible();
});

test('a consignor is registered, and a number that somebody has is refused at its field', async ({
	page,
	hall,
	signedIn,
}) => {
	await signedIn('organizer');
	await visit(page, at({ id: hall.eventId }, '/consignors'));
	await expect(page.getByRole('row', { name: /417 Ada Example 65% \d of 3/ })).toBeVisible();
	const form = page.getByRole('region', { name: 'Register a consignor' });
	await form.getByLabel('Name').fill('Eve Newcomer');
	await form.getByLabel('Number').fill('417');
	await form.getByRole('button', { name: 'Register a consignor' }).click();
	await expect(form.getByRole('alert')).toContainText('Somebody has this number');
	await expect(form.getByLabel('Number')).toBeFocused();
	await form.getByLabel('Number').fill('512');
	await form.getByRole('button', { name: 'Register a consignor' }).click();
	// Nothing was brought yet, so there are no figures.
	await expect(page.getByRole('row', { name: '512 Eve Newcomer 65% – – –' })).toBeVisible();
});

test('the pages speak German', async ({ browser, hall, signedIn }) => {
	const context = await browser.newContext({ locale: 'de-DE', baseURL: hall.appUrl });
	await signedIn('organizer', context);
	const page = await context.newPage();
	const sent = await (await page.goto('/organizer'))?.text();
	expect(sent).toContain('Veranstaltungen und Verkäufe');
	await page.goto(at({ id: hall.eventId }, '/import'));
	await choose(page, 'falsch.csv', 'consignor,title,category,price\n417,Mütze,Kleidung,gratis\n');
	await expect(
		page.getByRole('cell', { name: 'Das ist kein Betrag. Schreiben Sie ihn wie 12,50.' }),
	).toBeVisible();
	await context.close();
});

for (const role of ['cashier', 'consignor'] as const) {
	test(`a ${role}’s token opens none of the pages`, async ({ page, hall, signedIn }) => {
		await signedIn(role);
		const event = { id: hall.eventId };
		const paths = ['/items', '/import', '/consignors', ''].map((part) => at(event, part));
		for (const path of ['/organizer', '/organizer/events/new', ...paths]) {
			expect((await page.goto(path))?.status()).toBe(403);
			await expect(page.getByRole('heading', { name: 'This page is for somebody else' })).toBeVisible();
		}
	});
}

test('without a token the way leads to sign-in; an event that is none gets a sentence', async ({
	page,
	signedIn,
}) => {
	await page.goto('/organizer/events/new');
	await expect(page).toHaveURL(/\/signin\?next=%2Forganizer%2Fevents%2Fnew/);
	await signedIn('organizer');
	for (const path of [
		'/organizer/events/nothing',
		'/organizer/events/new?copy=nothing',
		'/organizer?before=x',
	]) {
		expect((await page.goto(path))?.status()).toBe(404);
	}
});
