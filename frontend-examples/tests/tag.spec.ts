import { expect, test } from './fixtures.ts';
import { start, stop } from './hall.ts';
import { Season } from './season.ts';

test('anybody sees price and whether it is still here, and no more', async ({ page, hall, complaints }) => {
	const season = await Season.open(hall, { name: 'Private Person' });
	const { tag } = season.item(0);
	const response = await page.goto(`/t/${tag}`);
	expect(response?.status()).toBe(200);
	await expect(page.getByRole('heading', { name: 'Marble run' })).toBeVisible();
	await expect(page.getByText('€12.50')).toBeVisible();
	await expect(page.getByText('Still here')).toBeVisible();
	const html = (await response?.text()) ?? '';
	expect(html).not.toContain('Private Person');
	expect(html).not.toContain(hall.tokens.cashier);
	await expect(page.getByRole('heading', { name: 'What happened' })).toBeHidden();

	await season.hold(0);
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(page.getByText('In somebody’s cart')).toBeVisible();
	await season.sell(1);
	await page.goto(`/t/${season.item(1).tag}`);
	await expect(page.getByText('Sold', { exact: true })).toBeVisible();
	await expect(page.getByText('T7')).toBeHidden();
	await season.complete();
	await page.goto(`/t/${season.item(2).tag}`);
	await expect(page.getByText('Not on sale now')).toBeVisible();
	expect(complaints).toEqual([]);
});

test('its consignor sees what happened to it; another consignor is a shopper', async ({
	page,
	hall,
	signedIn,
}) => {
	const season = await Season.open(hall);
	await season.sellReduced(0, '10.00');
	const { tag } = season.item(0);
	await season.signIn(page.context());
	await page.goto(`/t/${tag}`);
	const moments = page.locator('[data-moment]');
	await expect(moments).toHaveCount(3);
	await expect(page.locator('[data-moment="sold"]')).toContainText('€10.00');
	await expect(page.locator('[data-moment="sold"]')).toContainText('The tag said €12.50');
	await expect(page.locator('[data-moment="sold"]')).toContainText('€6.50');
	await expect(page.getByRole('heading', { name: 'For staff' })).toBeHidden();

	await signedIn('consignor');
	await page.goto(`/t/${tag}`);
	await expect(page.getByText('Sold', { exact: true })).toBeVisible();
	await expect(moments).toHaveCount(0);
});

test('staff see whose it is, and organizers its name', async ({ page, hall, signedIn }) => {
	const season = await Season.open(hall, { name: 'Dora Probe' });
	const { tag } = season.item(0);
	await signedIn('cashier');
	await page.goto(`/t/${tag}`);
	await expect(page.getByText(String(season.number), { exact: true })).toBeVisible();
	await expect(page.getByText('Dora Probe')).toBeHidden();
	await season.hold(0);
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(page.getByText('Kept at till T7 until then')).toBeVisible();
	await signedIn('organizer');
	await page.goto(`/t/${tag}`);
	await page.getByRole('link', { name: 'Earnings of this consignor' }).click();
	await expect(page.getByRole('heading', { name: 'Earnings of Dora Probe' })).toBeVisible();
});

for (const [typed, sentence] of [
	['9999999999', 'Nobody knows this tag here'],
	['417', 'That is no tag'],
	['🏷️', 'That is no tag'],
	['<script>', 'That is no tag'],
	['7'.repeat(2000), 'That is no tag'],
] as const) {
	test(`the tag ${JSON.stringify(typed.slice(0, 12))} gets 404, a sentence, and another try`, async ({
		page,
	}) => {
		const response = await page.goto(`/t/${encodeURIComponent(typed)}`);
		expect(response?.status()).toBe(404);
		await expect(page.getByRole('heading', { name: sentence })).toBeVisible();
		await expect(page.getByRole('textbox', { name: 'Tag' })).toHaveValue(typed.slice(0, 40));
	});
}

test('a tag is typed as it is printed, also without scripts', async ({ browser, hall }) => {
	const season = await Season.open(hall);
	const { tag } = season.item(0);
	const context = await browser.newContext({
		javaScriptEnabled: false,
		baseURL: hall.appUrl,
		locale: 'de-DE',
	});
	const page = await context.newPage();
	await page.goto('/t');
	await page.getByLabel('Etikett').fill(`${tag.slice(0, 5)}-${tag.slice(5, 9)}-${tag.slice(9)}`);
	await page.getByRole('button', { name: 'Zeigen' }).click();
	await expect(page.getByRole('heading', { name: 'Marble run' })).toBeVisible();
	await expect(page.getByText('12,50 €')).toBeVisible();
	await expect(page.getByText('Noch da')).toBeVisible();
	await context.close();
});

test('the app’s own token is in no request that is passed on', async ({ request, hall }) => {
	const ask = async (query: string) =>
		(await (await request.post('/graphql', { data: { query } })).json()) as {
			data: Record<string, unknown> | null;
			errors?: { extensions: { code: string } }[];
		};
	// The tag page works, so the app has its token.
	const { tag } = hall.items[0] ?? { tag: '' };
	expect((await request.get(`/t/${tag}`)).status()).toBe(200);
	expect((await ask('{ viewer { organizationName } }')).data).toEqual({ viewer: null });
	const refused = await ask(`{ itemByTag(tag: "${tag}") { price } }`);
	expect(refused.data?.['itemByTag'] ?? null).toBeNull();
	expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('without a token of its own, or without a server, the app says what to do', async ({ page, hall }) => {
	const { tag } = hall.items[0] ?? { tag: '' };
	for (const [env, status, sentence] of [
		[{ HANGTAG_URL: hall.apiUrl }, 403, 'Sign in to look tags up'],
		[{ HANGTAG_URL: hall.apiUrl, HANGTAG_APP_TOKEN: 'ht_revoked' }, 403, 'Sign in to look tags up'],
		[
			{ HANGTAG_URL: 'http://127.0.0.1:9', HANGTAG_APP_TOKEN: hall.tokens.cashier },
			503,
			'The server does not answer',
		],
	] as const) {
		const app = await start(process.execPath, ['build/main.js'], { PORT: '0', ...env });
		const response = await page.goto(`${app.url}/t/${tag}`);
		expect(response?.status()).toBe(status);
		await expect(page.getByRole('heading', { name: sentence })).toBeVisible();
		await stop(app, 'SIGTERM');
	}
});
