import { expect, test, type Page } from './fixtures.ts';
import type { Hall } from './hall.ts';

interface EventNode {
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

const EVENTS = `{ saleEvents(last: 100) { nodes { id name currency timeZone startsAt endsAt
	rates { baseShareBps volunteerBonusBps superBonusBps maxShareBps }
	items(first: 100) { nodes { ref title price tagPrinted } }
	sessions(last: 5) { nodes { id status totals { itemCount } } } } } }`;

async function eventsCalled(hall: Hall, name: string): Promise<EventNode[]> {
	const { saleEvents } = (await hall.ask('organizer', EVENTS)) as { saleEvents: { nodes: EventNode[] } };
	return saleEvents.nodes.filter((event) => event.name === name);
}

async function eventCalled(hall: Hall, name: string): Promise<EventNode> {
	const events = await eventsCalled(hall, name);
	expect(events).toHaveLength(1);
	return events[0] as EventNode;
}

/** An event without the form. */
async function makeEvent(hall: Hall, name: string, rows: readonly object[] = []): Promise<EventNode> {
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

async function addItems(hall: Hall, eventId: string, input: readonly object[]): Promise<string[]> {
	const { itemsAdd } = (await hall.ask(
		'organizer',
		'mutation ($id: ID!, $input: [ItemInput!]!, $key: String!) { itemsAdd(eventId: $id, input: $input, idempotencyKey: $key) { items { tagPrinted } } }',
		{ id: eventId, input, key: `add ${JSON.stringify(input)}` },
	)) as { itemsAdd: { items: { tagPrinted: string }[] } };
	return itemsAdd.items.map(({ tagPrinted }) => tagPrinted);
}

const coat = (title: string) => ({ consignorNumber: 417, title, category: 'Clothes', price: '5.00' });

/** A till says what it has, as a till does every ten seconds. */
async function tillReports(hall: Hall, sessionId: string, till: string, pendingSales: number): Promise<void> {
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
async function loseAnswerTo(page: Page, mutation: string): Promise<{ keys: string[] }> {
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

const choose = (page: Page, name: string, file: string | Buffer) =>
	page
		.locator('input[type=file]')
		.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(file as string) });

/** A figure's value, by its name. */
const figure = (page: Page, name: string) =>
	page
		.getByRole('main')
		.locator('div > span:first-child', { hasText: new RegExp(`^${name}$`) })
		.locator('+ span');

const at = (event: { id: string }, part = '') => `/organizer/events/${encodeURIComponent(event.id)}${part}`;

test.describe('a new event', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));

	test('is created once, with what was typed, in its own time zone', async ({ page, hall }) => {
		await page.goto('/organizer');
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
			await page.goto('/organizer/events/new');
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

test.describe('an import', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));
	const HEADER = 'ref;consignor;title;category;size;price;discountable;donate';
	const WRONG = [
		HEADER,
		'A-1;417;Mütze;Kleidung;;4 €;ja;',
		'A-2;999;Buch;Bücher;;1;;',
		'A-3;23;Rad;;;zwölf;;',
	];
	const MENDED = [
		HEADER,
		'A-1;417;Mütze;Kleidung;;4 €;ja;',
		'A-2;23;Buch;Bücher;;1;;',
		'A-3;23;Rad;Räder;;12;;',
	];
	/** As a spreadsheet on Windows writes it. */
	const windows = (lines: readonly string[]) =>
		Buffer.from(lines.join('\r\n').replaceAll('€', '\x80'), 'latin1');

	test('names row and column of each error, and loads what reads tables only then', async ({
		page,
		hall,
		complaints,
	}) => {
		const event = await makeEvent(hall, 'Import');
		const loaded: string[] = [];
		page.on('request', (request) => loaded.push(request.url()));
		await page.goto(at(event, '/import'));
		await expect(page.getByRole('button', { name: 'Choose a CSV file' })).toBeVisible();
		await page.waitForLoadState('networkidle');
		const before = loaded.length;

		await choose(page, 'items.csv', windows(WRONG));
		await expect(page.getByText('items.csv: Windows-1252, semicolons, 3 rows')).toBeVisible();
		expect(loaded.slice(before).some((url) => url.endsWith('.js'))).toBe(true);
		const rows = page.getByRole('region', { name: 'Wrong rows' }).getByRole('row');
		await expect(rows).toHaveText([
			/Row.*Column.*Value/,
			/2\s*price\s*4 €\s*The price is in €, but the event counts in CHF/,
			/3\s*consignor\s*999\s*Nobody has this consignor number/,
			/4\s*category\s*–\s*Something must stand here/,
			/4\s*price\s*zwölf\s*This is no amount/,
		]);
		await expect(figure(page, 'Would be accepted')).toHaveText('0');
		await expect(figure(page, 'Failed')).toHaveText('3');
		expect((await eventCalled(hall, 'Import')).items.nodes).toEqual([]);
		expect(complaints).toEqual([]);
	});

	test('takes the mended file in though an answer is lost, and a re-run changes nothing', async ({
		page,
		hall,
	}) => {
		const event = await makeEvent(hall, 'Import mended');
		await page.goto(at(event, '/import'));
		// Francs, so that the sign of another currency is out.
		const mended = windows(MENDED.map((line) => line.replace(' €', '')));
		await choose(page, 'mended.csv', mended);
		await expect(figure(page, 'Would be accepted')).toHaveText('3');
		expect((await eventCalled(hall, 'Import mended')).items.nodes).toEqual([]);
		const { keys } = await loseAnswerTo(page, 'itemsAdd');
		await page.getByRole('button', { name: 'Import 3 rows' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('3');
		expect(keys.length).toBe(2);
		expect(keys[1]).toBe(keys[0]);
		const { items } = await eventCalled(hall, 'Import mended');
		expect(items.nodes.map(({ ref, title, price }) => [ref, title, price]).sort()).toEqual([
			['A-1', 'Mütze', '4.00'],
			['A-2', 'Buch', '1.00'],
			['A-3', 'Rad', '12.00'],
		]);

		// The same again, in another encoding, order and with another title: known by their refs.
		const again = [MENDED[0], MENDED[3], MENDED[2], MENDED[1]?.replace(' €', '').replace('Mütze', 'Hut')];
		await choose(page, 'again.csv', `\ufeff${again.join('\n')}`);
		await expect(figure(page, 'Duplicate')).toHaveText('3');
		await expect(figure(page, 'Would be accepted')).toHaveText('0');
		await expect(page.getByText('1 of the duplicates stands with other values')).toBeVisible();
		await expect(page.getByRole('button', { name: /^Import/ })).toHaveCount(0);
		expect((await eventCalled(hall, 'Import mended')).items.nodes).toEqual(items.nodes);
	});

	test('says what to do with what is no table, and has the template of the command line', async ({
		page,
		hall,
	}) => {
		await page.goto(at({ id: hall.eventId }, '/import'));
		await choose(page, 'book.xlsx', Buffer.from('PK\x03\x04rest'));
		await expect(page.getByRole('alert')).toContainText('save the sheet as “CSV UTF-8”');
		await choose(page, 'open.csv', 'ref,consignor,title,category,price\nA,417,"Coat,c,1\n');
		await expect(page.getByRole('alert')).toContainText(
			'Row 2, column 3: the quote that opens here never ends',
		);
		await choose(page, 'named.csv', 'ref,consignor,titel,category,price\nA,417,Coat,c,1\n');
		await expect(page.getByRole('alert')).toContainText('the template has no column “titel”');

		const download = page.waitForEvent('download');
		await page.getByRole('link', { name: 'Download the template' }).click();
		const chunks: Buffer[] = [];
		for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
		const template = Buffer.concat(chunks).toString('utf8').replace('\ufeff', '');
		expect(template).toBe(hall.command(['import', 'items', '--template']));
	});

	test('takes consignors in, each once', async ({ page, hall }) => {
		await page.goto(at({ id: hall.eventId }, '/consignors'));
		const file = 'ref,number,name\nnew-1,,Cleo Neu\n,417,Ada Example\n,77,Dan Sieben\n,23,Somebody Else\n';
		await choose(page, 'people.csv', file);
		await expect(figure(page, 'Would be accepted')).toHaveText('2');
		await expect(figure(page, 'Duplicate')).toHaveText('1');
		await expect(page.getByText('The number belongs to “Bo Sample”')).toBeVisible();
		await page.getByRole('button', { name: 'Import 2 rows' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('2');
		await expect(page.getByRole('cell', { name: 'Dan Sieben' })).toBeVisible();
		await choose(page, 'people.csv', file);
		await expect(figure(page, 'Would be accepted')).toHaveText('1');
		// The one without a number is known by its ref once it is sent: still one Cleo.
		await page.getByRole('button', { name: 'Import 1 row' }).click();
		await expect(figure(page, 'Accepted')).toHaveText('0');
		await page.getByLabel('Number or name').fill('cleo');
		await page.getByRole('button', { name: 'Search' }).click();
		await expect(page.getByRole('cell', { name: 'Cleo Neu' })).toHaveCount(1);
	});
});

test.describe('a sale', () => {
	test.beforeEach(({ signedIn }) => signedIn('organizer'));

	test('is opened, restocked, withdrawn from, and completed with a warning of a till that waits', async ({
		page,
		hall,
	}) => {
		const event = await makeEvent(hall, 'Sale', [coat('One'), coat('Two'), coat('Three')]);
		await page.goto(at(event));
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
		await page.goto(at(event));
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
	await page.goto(at({ id: hall.eventId }, '/consignors'));
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
