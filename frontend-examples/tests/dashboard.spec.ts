import { test as base, expect } from './fixtures.ts';
import { centsOf, feedOf, moneyOf, openDashboard, report, salesOf, sell, takeBack } from './dashboard.ts';
import { Hall, type Goods } from './hall.ts';
import { Cable } from './proxy.ts';

/** Each test has a hall of its own: figures are compared to the cent. */
const test = base.extend<{ own: Hall }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
	own: async ({}, use) => {
		const hall = await Hall.open();
		await use(hall);
		await hall.close();
	},
	baseURL: async ({ own }, use) => use(own.appUrl),
});

const [TRAIN, JACKET, BOOK, BIKE, SUIT] = [0, 1, 2, 3, 4];
const goods = (hall: Hall, ...places: (number | undefined)[]): Goods[] =>
	places.map((place) => hall.items[place ?? 0] as Goods);

test('where nothing is sold there is no figure; a sale appears, and every figure adds up', async ({
	own,
	page,
	complaints,
}) => {
	await openDashboard(own, page);
	const figure = (name: string) => page.locator(`[data-figure=${name}]`);
	await expect(figure('gross')).toContainText('–');
	await expect(figure('sellThrough')).toContainText('0%');
	await expect(page.locator('[data-money=taken]')).toContainText('–');

	// 12.50 at 65 %: two halves of a cent, which must not be rounded up both.
	const sale = await sell(own, goods(own, TRAIN), { till: '3', card: '2.50' });
	await expect(page.locator(`[data-feed] [data-sequence="${sale.sequence}"]`)).toContainText('Till 3');
	await expect(figure('gross')).toContainText('€12.50');
	await expect(figure('soldItems')).toContainText('of 5');
	await expect(figure('sellThrough')).toContainText('20%');
	await expect(page.getByText('Adds up to the cent')).toBeVisible();
	expect(await moneyOf(page)).toEqual({
		shares: 813,
		house: 437,
		taken: 1250,
		CASH: 1000,
		CARD: 250,
		tenders: 1250,
	});
	await expect(page.locator('[data-till="3"]')).toContainText('€12.50');

	const second = await sell(own, goods(own, JACKET, BOOK));
	await expect(figure('gross')).toContainText('€23.00');
	await takeBack(own, second);
	await expect(figure('gross')).toContainText('€12.50');
	await expect(figure('voided')).toContainText('1');
	await expect(page.locator('[data-feed]')).toContainText(`Sale ${second.sequence} taken back: wrong size`);
	await expect(page.locator(`[data-feed] [data-sequence="${second.sequence}"]`)).toContainText('Taken back');
	expect((await moneyOf(page))['taken']).toBe(1250);
	expect(complaints).toEqual([]);
});

test('a tap on any figure shows the sales that sum to it, with their places', async ({ own, page }) => {
	const first = await sell(own, goods(own, TRAIN, BIKE), { till: '3' });
	const second = await sell(own, goods(own, JACKET), { till: '4', card: '8.00' });
	const gone = await sell(own, goods(own, BOOK), { till: '4' });
	await takeBack(own, gone);
	await openDashboard(own, page);

	const dialog = page.getByRole('dialog');
	const rows = dialog.locator('li[data-sequence]');
	const places = () => rows.evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-sequence'))));
	async function tap(figure: string, sum: string, expected: number[]) {
		await page.locator(figure).click();
		await expect(dialog.locator('[data-figure-state=agrees]')).toBeVisible();
		await expect(dialog.locator('[data-figure-sum]')).toHaveText(sum);
		expect(await places()).toEqual(expected);
		const amounts = await rows.locator('button > span:nth-child(3)').allTextContents();
		if (/^€[\d.]+\.\d\d$/.test(sum))
			expect(amounts.reduce((total, amount) => total + centsOf(amount), 0)).toBe(centsOf(sum));
		await page.keyboard.press('Escape');
		await expect(dialog).toHaveCount(0);
	}
	const both = [second.sequence, first.sequence];
	await tap('[data-figure=gross] button', '€55.50', both);
	await tap('[data-figure=soldItems] button', '3', both);
	await tap('[data-figure=sales] button', '2', both);
	await tap('[data-figure=voided] button', '1', [gone.sequence]);
	await tap('[data-money=CARD]', '€8.00', [second.sequence]);
	await tap('[data-money=CASH]', '€47.50', [first.sequence]);
	// 47.50 and 8.00 at 65 % are 36.075: parts of a cent are shown, so that the sum is exact.
	await tap('[data-money=shares]', '€36.075', both);
	await tap('[data-money=house]', '€19.425', both);
	await tap('[data-till="4"] button >> nth=0', '€8.00', [second.sequence]);

	for (const details of await page.locator('details summary').all()) await details.click();
	const table = (name: string) => page.getByRole('table', { name });
	const cell = (name: string, row: string | RegExp) => table(name).getByRole('row', { name: row });
	async function tapCell(
		name: string,
		row: string | RegExp,
		button: string,
		sum: string,
		expected: number[],
	) {
		await cell(name, row).getByRole('button', { name: button, exact: true }).click();
		await expect(dialog.locator('[data-figure-state=agrees]')).toBeVisible();
		await expect(dialog.locator('[data-figure-sum]')).toHaveText(sum);
		expect(await places()).toEqual(expected);
		await page.keyboard.press('Escape');
		await expect(dialog).toHaveCount(0);
	}
	await tapCell('By category', /^Clothes/, '€8.00', '€8.00', [second.sequence]);
	await tapCell('By category', /^Vehicles/, '1', '1', [first.sequence]);
	await tapCell('Price bands, offered and sold', /^€10\.01 to €20\.00/, '1', '1', [first.sequence]);
	await tapCell('By hour', /€55\.50/, '€55.50', '€55.50', both);

	await page.locator('[data-figure=gross] button').click();
	await rows.first().getByRole('button').first().click();
	await expect(dialog.getByRole('table')).toContainText('Rain jacket, 104');
	await expect(dialog).toContainText('Card');
});

test('while a list of sales is open the hall goes on, and read again it is exact again', async ({
	own,
	page,
}) => {
	const first = await sell(own, goods(own, TRAIN));
	await openDashboard(own, page);
	await page.locator('[data-figure=gross] button').click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.locator('[data-figure-state=agrees]')).toBeVisible();
	await expect(dialog.locator('[data-figure-sum]')).toHaveText('€12.50');
	await sell(own, goods(own, JACKET));
	await takeBack(own, first);
	await expect(page.locator('[data-figure=gross]')).toContainText('€8.00');
	await expect(dialog.locator('[data-figure-sum]')).toHaveText('€12.50');
	await dialog.getByRole('button', { name: 'Read again' }).click();
	await expect(dialog.locator('[data-figure-sum]')).toHaveText('€8.00');
	await expect(dialog.locator('[data-figure-state=agrees]')).toBeVisible();
	await expect(dialog.locator('li[data-sequence]')).toHaveCount(1);
});

test('a cut socket and a killed server leave no gap, no double and need no reload', async ({ own, page }) => {
	const cable = await Cable.to(own.apiUrl);
	await own.startApp({ HANGTAG_URL: cable.url });
	await sell(own, goods(own, TRAIN));
	await openDashboard(own, page);
	await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
	await sell(own, goods(own, JACKET));
	await expect(page.locator('[data-figure=gross]')).toContainText('€20.50');

	cable.pull();
	await expect(page.locator('[data-connection=reconnecting]')).toContainText('Reconnecting since');
	const unheard = await sell(own, goods(own, BOOK));
	await takeBack(own, unheard);
	cable.plug();
	await expect(page.locator('[data-connection=live]')).toBeVisible();
	await expect(page.locator('[data-feed]')).toContainText(`Sale ${unheard.sequence} taken back`);

	await own.stopServer();
	await expect(page.locator('[data-connection=reconnecting]')).toBeVisible();
	await own.startServer();
	await sell(own, goods(own, BIKE));
	await expect(page.locator('[data-connection=live]')).toBeVisible({ timeout: 20_000 });
	await expect(page.locator('[data-figure=gross]')).toContainText('€55.50');
	const last = await sell(own, goods(own, SUIT));
	await expect(page.locator('[data-figure=gross]')).toContainText('€70.50');
	// Sales and figures are two streams.
	await expect(page.locator(`[data-feed] > li[data-sequence="${last.sequence}"]`)).toBeAttached();

	const shown = await feedOf(page);
	const sales = await salesOf(own);
	// Every sale once, and the one that was taken back a second time as such.
	expect(shown.filter((place) => sales.includes(place))).toEqual(sales);
	expect(new Set(shown).size).toBe(shown.length);
	expect(shown).toHaveLength(sales.length + 1);
	expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
	await cable.close();
});

test('a till whose sales do not come in stalls; one that is silent is offline', async ({ own, page }) => {
	await openDashboard(own, page);
	await expect(page.getByText('No till has reported or sold yet.')).toBeVisible();
	await report(own, '7');
	const till = page.locator('[data-till="7"]');
	await expect(till).toHaveAttribute('data-state', 'OPEN');
	await expect(till).toContainText('Nothing waits');
	await report(own, '7', 3, new Date(Date.now() - 120_000).toISOString());
	await expect(till).toHaveAttribute('data-state', 'STALLED');
	await expect(till).toContainText('3 sales wait to be sent, the oldest since');
	// Thirty seconds of silence, by the server's rule.
	await expect(till).toHaveAttribute('data-state', 'OFFLINE', { timeout: 45_000 });
	await expect(till).toContainText('Offline');
});

test('an item sold twice, once offline, is decided on the dashboard to the cent', async ({ own, page }) => {
	await sell(own, goods(own, TRAIN), { till: '3' });
	await openDashboard(own, page);
	const offline = await sell(own, goods(own, TRAIN), { till: '4', offlineSoldAt: new Date().toISOString() });
	expect(offline.needsReview).toBe(true);

	const waiting = page.locator(`[data-review="${offline.sequence}"]`);
	await expect(waiting).toContainText('Sold before');
	await expect(waiting).toContainText('€12.50 credited to nobody yet');
	const undecided = { shares: 813, house: 437, unattributed: 1250, taken: 2500 };
	await expect.poll(() => moneyOf(page)).toMatchObject(undecided);

	await waiting.getByRole('button', { name: 'Decide' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText(/Wooden train was sold .* at till 3 for €12\.50 already/);
	await dialog.getByRole('button', { name: 'Decide' }).click();
	await expect(dialog.getByRole('alert')).toHaveText('Choose one.');
	await dialog.getByLabel('It was this item').check();
	await dialog.getByLabel('Tag', { exact: true }).fill(goods(own, TRAIN)[0]?.tag ?? '');
	await dialog.getByLabel('Why').fill('Two trains, one tag');
	await dialog.getByRole('button', { name: 'Decide' }).click();
	await expect(dialog.getByRole('alert')).toContainText('sold already');
	await dialog.getByLabel('It belongs to this consignor').check();
	await expect(dialog.getByLabel('Consignor’s number')).toHaveValue('417');
	await expect(dialog).toContainText('Ada Example');
	await dialog.getByRole('button', { name: 'Decide' }).click();

	await expect(page.getByText('Decided: €8.13 to consignor 417, €4.37 to the house.')).toBeVisible();
	await expect(page.getByText('Decided: €8.13 to consignor 417, €4.38 to the house.')).toHaveCount(0);
	await expect(page.locator('[data-review]')).toHaveCount(0);
	await expect(page.locator('[data-figure=gross]')).toContainText('€25.00');
	const decided = { shares: 1625, house: 875, taken: 2500, CASH: 2500, tenders: 2500 };
	await expect.poll(() => moneyOf(page)).toEqual(decided);
	await expect(page.locator('[data-figure=soldItems]')).toContainText('1');
});

test('the feed stands still while somebody reads, and older sales are asked for', async ({ own, page }) => {
	await openDashboard(own, page);
	const first = await sell(own, goods(own, TRAIN));
	await expect(page.locator('[data-feed] > li[data-sequence]')).toHaveCount(1);
	await page.getByRole('button', { name: 'Pause' }).click();
	await sell(own, goods(own, JACKET));
	await expect(page.getByRole('button', { name: 'Go on (1 new)' })).toBeVisible();
	expect(await feedOf(page)).toEqual([first.sequence]);
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(page.locator('[data-feed] > li[data-sequence]')).toHaveCount(2);

	await page.locator('[data-feed] > li[data-sequence]').last().getByRole('button').click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText(`Sale ${first.sequence}`);
	await expect(dialog.getByRole('row', { name: /Wooden train/ })).toContainText('€12.50');
	await expect(dialog.getByRole('row', { name: /Wooden train/ })).toContainText('417');
});

test('in German too, money and times as they are written there', async ({ own, page }) => {
	await page.context().addCookies([{ name: 'hangtag_locale', value: 'de', url: own.appUrl }]);
	await sell(own, goods(own, TRAIN), { till: '3' });
	await openDashboard(own, page);
	await expect(page.locator('[data-figure=gross]')).toContainText('12,50 €');
	await expect(page.locator('[data-till="3"]')).toContainText('Kasse 3');
	await page.locator('[data-money=shares]').click();
	await expect(page.getByRole('dialog')).toContainText(/1 Verkauf ergibt genau das, bis Ereignis \d+/);
});

test('an organizer takes a sale back in its dialog, once, whatever the network does', async ({
	own,
	page,
}) => {
	const sale = await sell(own, goods(own, TRAIN), { till: '3' });
	await openDashboard(own, page);
	await expect(page.locator('[data-figure=gross]')).toContainText('€12.50');
	await page.locator(`[data-feed] [data-sequence="${sale.sequence}"]`).getByRole('button').click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await expect(dialog.getByText('Say why, in a word or two.')).toBeVisible();
	await dialog.getByLabel('Why').fill('broken wheel');

	// The server takes it, and the answer is lost.
	const keys: string[] = [];
	await page.route('**/graphql', async (route) => {
		const asked = route.request().postDataJSON() as { query: string; variables: { key: string } };
		if (!asked.query.includes('saleVoid')) return route.continue();
		keys.push(asked.variables.key);
		if (keys.length > 1) return route.continue();
		await route.fetch();
		await route.abort('connectionreset');
	});
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await expect(dialog.getByText('No answer. Press again')).toBeVisible();
	await dialog.getByRole('button', { name: 'Take back' }).click();

	await expect(dialog.getByText('Taken back: broken wheel')).toBeVisible();
	await expect(dialog.getByRole('button', { name: 'Take back' })).toHaveCount(0);
	expect(keys).toHaveLength(2);
	expect(keys[1]).toBe(keys[0]);
	await expect(page.locator('[data-figure=voided]')).toContainText('1');
	await expect(page.locator('[data-figure=gross]')).toContainText('–');
	await expect(
		page.locator('[data-feed]').getByText(`Sale ${sale.sequence} taken back: broken wheel`),
	).toHaveCount(1);
});

test('a sale that somebody else has taken back is said so', async ({ own, page }) => {
	const sale = await sell(own, goods(own, JACKET));
	await openDashboard(own, page);
	await page.locator(`[data-feed] [data-sequence="${sale.sequence}"]`).getByRole('button').click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await dialog.getByLabel('Why').fill('too small');
	await takeBack(own, sale);
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await expect(page.getByText('This sale was taken back already.')).toBeVisible();
	await expect(dialog.getByText('Taken back: wrong size')).toBeVisible();
});

test('on a wide screen the feed fills its column and stays in view', async ({ own, page }) => {
	await page.setViewportSize({ width: 1440, height: 900 });
	await sell(own, goods(own, TRAIN));
	await openDashboard(own, page);
	const feed = page.getByRole('region', { name: 'What happens' });
	await page.screenshot({ path: 'screenshots/dashboard-wide.png', fullPage: true });
	const height = (await feed.boundingBox())?.height ?? 0;
	expect(height).toBeGreaterThan(0.8 * 900);
	await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
	await expect(feed).toBeInViewport({ ratio: 0.9 });
});

test('a session that is none gets a sentence, and a cashier no dashboard', async ({ own, page }) => {
	await page.context().addCookies([{ name: 'hangtag_token', value: own.tokens.organizer, url: own.appUrl }]);
	for (const id of ['nothing', '%F0%9F%8F%B7', own.eventId]) {
		expect((await page.goto(`/organizer/sessions/${id}`))?.status()).toBe(404);
		await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
	}
	await page.context().addCookies([{ name: 'hangtag_token', value: own.tokens.cashier, url: own.appUrl }]);
	expect((await page.goto(`/organizer/sessions/${own.sessionId}`))?.status()).toBe(403);
});
