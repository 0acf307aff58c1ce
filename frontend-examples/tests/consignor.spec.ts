import { expect, test, type Page } from './fixtures.ts';
import { Season } from './season.ts';

/** What a person must see within a second of the till's receipt. */
const SEEN_MS_MAX = 1_000;
/** The API tells of a consignor's earnings once in so long. */
const PACE_MS = 1_000;

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
const row = (page: Page, title: string) => page.locator('li[data-standing]').filter({ hasText: title });

/** The explanation as it is printed, read as a person would: `€8.125` and `-€2.50`. */
async function printed(page: Page): Promise<Map<string, number>> {
	const lines = await page
		.locator('[data-line]')
		.evaluateAll((rows) =>
			rows.map((line) => [line.getAttribute('data-line'), line.querySelector('td')?.textContent] as const),
		);
	// In 1/10,000 of a cent, so that nothing is lost.
	const amount = (text: string) => Math.round(Number(text.replace(/[€\s,]/g, '')) * 1_000_000);
	return new Map(lines.map(([name, text]) => [name ?? '', amount(text ?? '')]));
}

function expectSums(lines: Map<string, number>): void {
	const of = (...names: string[]) => names.reduce((sum, name) => sum + (lines.get(name) ?? 0), 0);
	expect(of('tags', 'discounts', 'tax', 'credited')).toBe(of('gross'));
	expect(of('gross', 'house', 'rounding')).toBe(of('payout'));
	expect(lines.has('other')).toBe(false);
}

/** When a text was painted in an element, by the clock of this machine. */
function painted(page: Page, selector: string, text: string): Promise<number> {
	return page.evaluate(
		([selector = '', text = '']) =>
			new Promise<number>((done) => {
				const look = () => {
					if (document.querySelector(selector)?.textContent?.includes(text)) done(Date.now());
					else requestAnimationFrame(look);
				};
				look();
			}),
		[selector, text],
	);
}

test('the page comes with its figures, also without scripts, and they add up to the cent', async ({
	browser,
	hall,
}) => {
	const season = await Season.open(hall);
	await season.sell(0);
	await season.sellReduced(1, '5.05');
	await season.credit('4.00');
	const context = await browser.newContext({
		javaScriptEnabled: false,
		baseURL: hall.appUrl,
		locale: 'en-GB',
	});
	await season.signIn(context);
	const page = await context.newPage();
	await page.goto('/consignor');

	await expect(page.getByRole('heading', { name: 'My earnings' })).toBeVisible();
	await expect(figure(page, 'sold')).toContainText('2 of 4');
	await expect(figure(page, 'gross')).toContainText('€21.55');
	// 65 % of 21.55 is 14.0075.
	await expect(figure(page, 'payout')).toContainText('€14.01');
	await expect(page.getByText('€14.0075 becomes €14.01')).toBeVisible();
	const lines = await printed(page);
	expect([...lines.keys()]).toEqual([
		'tags',
		'discounts',
		'credited',
		'gross',
		'house',
		'rounding',
		'payout',
	]);
	expect(lines.get('discounts')).toBe(-3_000_000);
	expect(lines.get('credited')).toBe(4_000_000);
	expectSums(lines);
	await expect(row(page, 'Rain boots')).toContainText('€5.05');
	await expect(row(page, 'Rain boots')).toContainText('Tag: €8.05');
	await context.close();
});

test('a sale is seen within a second of the till, and its void too', async ({ page, hall, complaints }) => {
	const season = await Season.open(hall);
	await season.signIn(page.context());
	await page.goto('/consignor');
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	await expect(figure(page, 'sold')).toContainText('0 of 4');

	const delays: number[] = [];
	let sale = '';
	let told = Date.now();
	for (const index of [0, 1, 3]) {
		// A consignor's sales are minutes apart; two in one second would measure the pace.
		await expect.poll(() => Date.now() - told).toBeGreaterThan(PACE_MS);
		const seen = painted(page, '[data-figure="sold"]', `${delays.length + 1} of 4`);
		sale = await season.sell(index);
		const acknowledged = Date.now();
		told = await seen;
		delays.push(told - acknowledged);
	}
	test.info().annotations.push({ type: 'acknowledged to painted, ms', description: delays.join(', ') });
	console.log(`acknowledged to painted: ${delays.join(', ')} ms`);
	expect(Math.max(...delays)).toBeLessThan(SEEN_MS_MAX);
	await expect(page.getByText('Just sold: Doll’s house, €35.00')).toBeVisible();
	await expect(row(page, 'Doll’s house')).toHaveAttribute('data-standing', 'sold');
	expectSums(await printed(page));

	await season.voidSale(sale);
	await expect(figure(page, 'sold')).toContainText('2 of 4');
	await expect(row(page, 'Doll’s house')).toHaveAttribute('data-standing', 'offered');
	expectSums(await printed(page));
	expect(complaints).toEqual([]);
});

test('what was sold while the server was away is there once it is back', async ({ page, hall }) => {
	const season = await Season.open(hall);
	await season.signIn(page.context());
	await page.goto('/consignor');
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	await hall.stopServer();
	await expect(page.locator('[data-connection="reconnecting"]')).toBeVisible();
	await hall.startServer();
	await season.sell(2);
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	await expect(figure(page, 'sold')).toContainText('1 of 4');
	await expect(row(page, 'Puzzle')).toHaveAttribute('data-standing', 'sold');
});

test('items are found by a word and by where they stand', async ({ page, hall }) => {
	const season = await Season.open(hall);
	await season.sell(3);
	await season.signIn(page.context());
	await page.goto('/consignor');
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	const titles = page.locator('li[data-standing] a');
	await expect(titles).toHaveText(['Doll’s house', 'Marble run', 'Rain boots', 'Puzzle']);
	await page.getByRole('button', { name: 'On sale 3' }).click();
	await expect(titles).toHaveText(['Marble run', 'Rain boots', 'Puzzle']);
	await page.getByLabel('Search').fill('BOOTS rain');
	await expect(titles).toHaveText(['Rain boots']);
	await page.getByLabel('Search').fill('🏷️'.repeat(50));
	await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('more items than fit a page of the API are all there', async ({ page, hall }) => {
	const titles = Array.from(
		{ length: 130 },
		(_, index) => [`Block ${index + 1}`, '1.00'] as [string, string],
	);
	const season = await Season.open(hall, { titles });
	await season.signIn(page.context());
	await page.goto('/consignor');
	await expect(page.getByRole('button', { name: 'All 130' })).toBeVisible();
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	await page.getByRole('button', { name: 'Show 50 more' }).click();
	await page.getByRole('button', { name: 'Show 30 more' }).click();
	await expect(page.locator('li[data-standing]')).toHaveCount(130);
});

test('between sales each one’s account stays', async ({ page, hall }) => {
	const season = await Season.open(hall);
	await season.sell(0);
	await season.complete();
	await season.next('Autumn fair', [['Sledge', '20.00']]);
	await season.sell(0);
	await season.complete();
	await season.signIn(page.context());
	await page.goto('/consignor');
	await expect(figure(page, 'sold')).toContainText('1 of 1');
	await page.getByRole('link', { name: /Spring fair/ }).click();
	await expect(figure(page, 'sold')).toContainText('1 of 4');
	await expect(figure(page, 'payout')).toContainText('€8.13');
	await expect(page.getByRole('button', { name: 'Not on sale 3' })).toBeVisible();
	expectSums(await printed(page));
});

test('another consignor’s page is refused by the page and by the API', async ({ page, hall, signedIn }) => {
	const season = await Season.open(hall, { name: 'Private Person' });
	await season.sell(0);
	await signedIn('consignor');
	const response = await page.goto(`/consignor/${season.number}`);
	expect(response?.status()).toBe(403);
	await expect(page.getByRole('heading', { name: 'This page is for somebody else' })).toBeVisible();
	expect(await response?.text()).not.toContain('Private Person');

	const variables = { consignorId: season.consignorId, eventId: season.eventId };
	const { data } = (await (
		await page.request.post('/graphql', {
			data: {
				query:
					'query ($consignorId: ID!, $eventId: ID!) { consignor(id: $consignorId) { earnings(eventId: $eventId) { grossSales } } }',
				variables,
			},
		})
	).json()) as { data: { consignor: unknown } };
	expect(data.consignor).toBeNull();
	const own = await page.goto('/consignor/417');
	expect(own?.status()).toBe(200);
	const foreign = await page.goto(`/consignor?event=${encodeURIComponent('no such event')}`);
	expect(foreign?.status()).toBe(404);
});

test('organizers see what a consignor asks about; cashiers do not', async ({ page, hall, signedIn }) => {
	const season = await Season.open(hall);
	await signedIn('organizer');
	expect((await page.goto(`/consignor/${season.number}`))?.status()).toBe(200);
	await expect(page.getByRole('heading', { name: 'Earnings of Cleo Muster' })).toBeVisible();
	await expect(page.locator('[data-connection="live"]')).toBeVisible();
	await season.sell(0);
	await expect(figure(page, 'sold')).toContainText('1 of 4');
	for (const unknown of ['99998', 'x', '🏷️'])
		expect((await page.goto(`/consignor/${unknown}`))?.status()).toBe(404);
	await signedIn('cashier');
	expect((await page.goto(`/consignor/${season.number}`))?.status()).toBe(403);
	await page.context().clearCookies();
	await page.goto(`/consignor/${season.number}`);
	await expect(page).toHaveURL(/\/signin\?next=/);
});

test('everything is said in German too', async ({ browser, hall }) => {
	const season = await Season.open(hall);
	await season.sell(0);
	const context = await browser.newContext({ locale: 'de-DE', baseURL: hall.appUrl });
	await season.signIn(context);
	const page = await context.newPage();
	await page.goto('/consignor');
	await expect(page.getByRole('heading', { name: 'Mein Erlös' })).toBeVisible();
	await expect(figure(page, 'sold')).toContainText('1 von 4');
	await expect(figure(page, 'gross')).toContainText('12,50 €');
	await expect(page.getByText('Aus 8,125 € wird 8,13 €')).toBeVisible();
	await context.close();
});
