import { expect, test } from './fixtures.ts';
import type { Goods } from './hall.ts';
import { holdElsewhere, salesOf, stock, TillDesk } from './tillDesk.ts';

// What a till does without a network is in till-offline.spec.ts.
test.use({ serviceWorkers: 'block' });

test.beforeEach(async ({ signedIn }) => signedIn('cashier'));

test('sells by keyboard from the first scan to the change, and the server has it once', async ({
	page,
	hall,
	complaints,
}) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const desk = await TillDesk.open(page, 'K1');
	await desk.add(one, two);
	await expect(page.locator('[data-line]').first()).toContainText(two.title);
	await expect(desk.total).toHaveText('€6.00');
	await expect(page.locator('[data-count]')).toHaveText('2 items');
	await desk.isHeld(one.tag);
	await desk.isHeld(two.tag);

	// Enter with nothing typed pays.
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Handed over')).toBeFocused();
	await page.keyboard.type('10');
	await page.keyboard.press('Enter');
	const receipt = await desk.isSold();
	await expect(page.locator('[data-taken]')).toHaveText('Take €10.00');
	await expect(page.locator('[data-change]')).toHaveText('€4.00');
	await expect(desk.field).toBeFocused();
	await desk.waits(0);

	expect(await salesOf(hall, 'K1')).toMatchObject([
		{
			receipt,
			total: '6.00',
			needsReview: false,
			lines: [
				{ tag: one.tag, status: 'SOLD' },
				{ tag: two.tag, status: 'SOLD' },
			],
			tenders: [{ kind: 'CASH', amount: '6.00' }],
		},
	]);
	expect(complaints).toEqual([]);
});

test('takes a split: a part by card, the rest in cash with change', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'K2');
	await desk.add(one);
	await page.keyboard.press('F2');
	await expect(page.getByLabel('Handed over')).toBeFocused();
	for (const [typed, key, sentence] of [
		['-5', 'F2', 'That is no amount'],
		['5', 'F3', 'Only cash gives change'],
		['0', 'F2', 'Nothing was handed over'],
	] as const) {
		await page.getByLabel('Handed over').fill(typed);
		await page.keyboard.press(key);
		await expect(page.getByRole('alert')).toContainText(sentence);
	}
	await page.getByLabel('Handed over').fill('1.20');
	await page.keyboard.press('F3');
	await expect(page.locator('[data-due]')).toHaveText('€1.80');
	await expect(page.getByText('€1.20 noted. €1.80 is still to be paid')).toBeVisible();
	await page.keyboard.type('2');
	await page.keyboard.press('Enter');
	await desk.isSold();
	await expect(page.locator('[data-change]')).toHaveText('€0.20');
	await desk.waits(0);
	expect((await salesOf(hall, 'K2'))[0]?.tenders).toEqual([
		{ kind: 'CASH', amount: '1.80' },
		{ kind: 'CARD', amount: '1.20' },
	]);
});

test('two tills, one item: the second is told where it is, then where it was sold', async ({
	browser,
	page,
	hall,
	signedIn,
}) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const first = await TillDesk.open(page, 'K3');
	const context = await browser.newContext({
		baseURL: hall.appUrl,
		serviceWorkers: 'block',
		locale: 'en-GB',
	});
	await signedIn('cashier', context);
	const second = await TillDesk.open(await context.newPage(), 'K4');

	await first.add(one);
	await first.isHeld(one.tag);
	await second.add(one);
	await expect(second.line(one.tag).getByRole('alert')).toContainText('In a cart at till K3 until');
	await second.page.keyboard.press('F2');
	await expect(second.notice).toContainText('A line is red');

	await first.pay();
	await first.isSold();
	await first.waits(0);
	await second.line(one.tag).getByRole('button', { name: 'Try again' }).click();
	await expect(second.line(one.tag).getByRole('alert')).toContainText(/Sold \d{1,2}:\d\d \S+ at till K3/);
	await second.line(one.tag).getByRole('button', { name: 'Remove', exact: true }).click();
	await expect(second.total).toHaveText('€0.00');
	await context.close();
});

test('a web cart gives way to whoever has the thing in hand', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	await holdElsewhere(hall, one.tag, 'ONLINE');
	const desk = await TillDesk.open(page, 'K5');
	await desk.add(one);
	await desk.isHeld(one.tag);
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	expect((await salesOf(hall, 'K5'))[0]).toMatchObject({ needsReview: false, lines: [{ status: 'SOLD' }] });
});

test('refused, corrected and paid with one key', async ({ page, hall }) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const desk = await TillDesk.open(page, 'K6');
	const keys: string[] = [];
	await page.route('**/graphql', async (route) => {
		const body = route.request().postDataJSON() as { query: string; variables: { idempotencyKey?: string } };
		if (body.query.includes('saleRecord')) keys.push(body.variables.idempotencyKey ?? '');
		// The till cannot know yet that another one sells the thing.
		if (body.query.includes('itemsHold')) return route.abort();
		return route.continue();
	});
	await desk.add(one, two);
	await hall.sell(one, 'T9');
	await desk.pay();
	await expect(desk.notice).toContainText('Not sold, take no money');
	await expect(desk.line(one.tag).getByRole('alert')).toContainText(/Sold \d{1,2}:\d\d \S+ at till T9/);
	expect(await salesOf(hall, 'K6')).toEqual([]);

	await desk.line(one.tag).getByRole('button', { name: 'Remove', exact: true }).click();
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	expect(new Set(keys).size).toBe(1);
	expect(await salesOf(hall, 'K6')).toMatchObject([{ receipt: 'K6-0001', lines: [{ tag: two.tag }] }]);
});

test('parks a cart; another till takes it by its code, and by one scan of anything in it', async ({
	browser,
	page,
	hall,
	signedIn,
}) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const first = await TillDesk.open(page, 'K7');
	const context = await browser.newContext({
		baseURL: hall.appUrl,
		serviceWorkers: 'block',
		locale: 'en-GB',
	});
	await signedIn('cashier', context);
	const second = await TillDesk.open(await context.newPage(), 'K8');
	await first.add(one, two);

	await page.keyboard.press('F4');
	await expect(page.getByLabel('Note for whoever takes it')).toBeFocused();
	await page.keyboard.type('red scarf');
	await page.keyboard.press('Enter');
	await expect(first.notice).toContainText('Parked as');
	await expect(first.total).toHaveText('€0.00');
	const code = /Parked as (\S+)\./.exec((await first.notice.textContent()) ?? '')?.[1] ?? '';

	await second.scan(code);
	await expect(second.notice).toContainText('Took 2 items');
	await expect(second.page.getByText('Note: red scarf')).toBeVisible();
	await expect(second.total).toHaveText('€6.00');

	await second.page.keyboard.press('F4');
	await expect(second.page.getByLabel('Note for whoever takes it')).toBeFocused();
	await second.page.keyboard.press('Enter');
	await expect(second.notice).toContainText('Parked as');
	await first.scan(two.tag);
	await expect(first.notice).toContainText('Took 2 items');
	await first.pay();
	await first.isSold();
	await first.waits(0);
	expect((await salesOf(hall, 'K7'))[0]?.lines.map((line) => line.tag).sort()).toEqual(
		[one.tag, two.tag].sort(),
	);
	await first.scan('K7PB-9XR2');
	await expect(first.notice).toContainText('There is no parked cart “K7PB-9XR2”');
	await context.close();
});

test('undoes the newest line, then the last sale until the next scan', async ({ page, hall }) => {
	const [one, two, three] = (await stock(hall, 3)) as [Goods, Goods, Goods];
	const desk = await TillDesk.open(page, 'K9');
	await desk.add(one, two);
	await page.keyboard.press('Control+z');
	await expect(desk.line(two.tag)).toHaveCount(0);
	await desk.pay();
	await desk.isSold();
	await page.keyboard.press('Control+z');
	await expect(desk.notice).toContainText('is taken back: give the money back');
	await expect.poll(async () => (await salesOf(hall, 'K9'))[0]?.status).toBe('VOIDED');

	await desk.add(two);
	await desk.pay();
	await desk.isSold();
	await desk.add(three);
	await page.keyboard.press('Delete');
	await page.keyboard.press('Control+z');
	await expect(desk.notice).toContainText('There is nothing to undo');
	await desk.waits(0);
	expect((await salesOf(hall, 'K9')).map((sale) => sale.status)).toEqual(['VOIDED', 'RECORDED']);
});

test('voids an older sale with a reason, and lists what the device has sold', async ({ page, hall }) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const desk = await TillDesk.open(page, 'K10');
	for (const item of [one, two]) {
		await desk.add(item);
		await desk.pay();
		await desk.isSold();
	}
	await page.keyboard.press('F9');
	const older = page.locator('[data-sale="K10-0001"]');
	await expect(page.locator('[data-sale]')).toHaveCount(2);
	await page.getByLabel('Search by number, tag or title').fill(one.tag);
	await expect(page.locator('[data-sale]')).toHaveCount(1);
	await older.getByRole('button', { name: 'Void' }).click();
	await page.getByRole('button', { name: 'Void' }).click();
	await expect(page.getByRole('alert')).toContainText('Say why');
	await page.getByLabel('Why?').fill('wrong size');
	await page.keyboard.press('Enter');
	await expect(older).toHaveAttribute('data-state', 'voided');
	await desk.waits(0);
	expect(await salesOf(hall, 'K10')).toMatchObject([
		{ receipt: 'K10-0001', status: 'VOIDED', voidReason: 'wrong size' },
		{ receipt: 'K10-0002', status: 'RECORDED' },
	]);
	// Its item is free again, on this device too.
	await page.keyboard.press('Escape');
	await expect(desk.field).toBeFocused();
	await desk.add(one);
	await desk.isHeld(one.tag);
});

test('practice never reaches the server', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'K11');
	await page.getByRole('button', { name: 'Practise' }).click();
	await expect(page.getByText('Practice: nothing is held')).toBeVisible();
	const mutations: string[] = [];
	page.on('request', (request) => {
		const body = request.postData() ?? '';
		if (/saleRecord|itemsHold/.test(body)) mutations.push(body);
	});
	await desk.add(one);
	await desk.pay('5');
	await desk.isSold();
	await expect(page.locator('[data-change]')).toHaveText('€2.00');
	await page.getByRole('button', { name: 'End practice' }).click();
	await expect(page.getByText('Practice: nothing is held')).toHaveCount(0);
	expect(mutations).toEqual([]);
	expect(await salesOf(hall, 'K11')).toEqual([]);

	// It is for sale as before.
	await desk.add(one);
	await desk.isHeld(one.tag);
});

test('nobody leaves the payment while the server is asked', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'K13');
	await page.route('**/graphql', (route) =>
		(route.request().postData() ?? '').includes('saleRecord') ? undefined : route.continue(),
	);
	await desk.add(one);
	// The answer is waited for no longer than a queue bears: what is looked at meanwhile is written down.
	await page.evaluate(() => {
		const seen = { isClosed: false, crosses: -1 };
		Object.assign(window, { seen });
		addEventListener('close', () => (seen.isClosed = true), true);
		new MutationObserver(() => {
			const asking = document.querySelector('dialog[open] [role=status]');
			if (asking && seen.crosses < 0) seen.crosses = document.querySelectorAll('dialog[open] button').length;
		}).observe(document.body, { childList: true, subtree: true });
	});
	await desk.pay();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await desk.isSold();
	const seen = await page.evaluate(() => (window as unknown as { seen: object }).seen);
	expect(seen).toEqual({ isClosed: false, crosses: 0 });
});

test('is closed for the day, over a reload, and opened again', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'K14');
	const close = page.getByRole('button', { name: 'Close the till' });
	await desk.add(one);
	await expect(close).toBeDisabled();
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	const closed = page.waitForRequest((request) => /"state":"CLOSED"/.test(request.postData() ?? ''));
	await close.click();
	await expect(page.getByText('This till is closed')).toBeVisible();
	await closed;
	await page.reload();
	await expect(page.getByText('This till is closed')).toBeVisible();
	await expect(desk.field).toBeHidden();
	const opened = page.waitForRequest((request) => /"state":"OPEN"/.test(request.postData() ?? ''));
	await page.getByRole('button', { name: 'Open again' }).click();
	await opened;
	await expect(desk.field).toBeFocused();
});

test('the camera leaves the keys alone, and an open cart no practice', async ({ page, hall }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'K15');
	await desk.add(one);
	await expect(page.getByRole('button', { name: 'Practise' })).toBeDisabled();
	await page.keyboard.press('F7');
	await expect(page.getByRole('region', { name: 'Camera' })).toBeVisible();
	await page.keyboard.press('F2');
	await expect(page.getByLabel('Handed over')).toBeFocused();
});

test('speaks German, with German amounts', async ({ browser, hall, signedIn }) => {
	const [one] = (await stock(hall, 1)) as [Goods];
	const context = await browser.newContext({
		baseURL: hall.appUrl,
		serviceWorkers: 'block',
		locale: 'de-DE',
	});
	await signedIn('cashier', context);
	const page = await context.newPage();
	await page.goto('/till');
	await page.getByLabel('Name dieser Kasse').fill('K12');
	await page.getByRole('button', { name: 'Kasse öffnen' }).click();
	await expect(page.getByLabel('Etikett scannen oder eintippen')).toBeFocused();
	await page.keyboard.type(`${one.tag}\n`);
	await expect(page.locator('[data-total]')).toHaveText('3,00 €');
	await page.keyboard.press('F2');
	await expect(page.getByLabel('Erhalten')).toBeFocused();
	await page.keyboard.type('5,50\n');
	await expect(page.locator('[data-change]')).toHaveText('2,50 €');
	await context.close();
});
