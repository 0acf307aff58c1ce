import { expect, test } from './fixtures.ts';

test('a pasted token signs in, shows who one is, and signs out', async ({ page, hall, complaints }) => {
	await page.goto('/signin');
	await page.getByLabel('Token').fill(`  ${hall.tokens.organizer}\n`);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByText('Test hall, signed in as Organizer')).toBeVisible();

	const cookie = (await page.context().cookies()).find(({ name }) => name === 'hangtag_token');
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false });
	expect(await page.evaluate(() => document.cookie)).not.toContain('hangtag_token');
	expect(await page.content()).not.toContain(hall.tokens.organizer);

	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL('/signin');
	expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('hangtag_token');
	expect(complaints).toEqual([]);
});

test('a scanned token signs in and leaves the address at once', async ({ page, hall }) => {
	await page.goto(`/signin#token=${hall.tokens.cashier}`);
	await expect(page.getByText('signed in as Cashier')).toBeVisible();
	await page.goBack();
	expect(page.url()).not.toContain(hall.tokens.cashier);
});

test('a link does not sign a device in as somebody else by itself', async ({ page, hall, signedIn }) => {
	await signedIn('organizer');
	await page.goto(`/signin#token=${hall.tokens.cashier}`);
	await expect(page.getByText('still signed in at Test hall as Organizer')).toBeVisible();
	await expect(page.getByLabel('Token')).toHaveValue(hall.tokens.cashier);
	expect(page.url()).not.toContain(hall.tokens.cashier);
	const held = (await page.context().cookies()).find(({ name }) => name === 'hangtag_token');
	expect(held?.value).toBe(hall.tokens.organizer);

	await page.getByRole('button', { name: 'Sign in instead' }).click();
	await expect(page.getByText('signed in as Cashier')).toBeVisible();
});

test('who follows a link from another site stays signed in', async ({ page, hall }) => {
	await page.goto('/signin');
	await page.getByLabel('Token').fill(hall.tokens.organizer);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByText('signed in as Organizer')).toBeVisible();
	// What mail on the web is to the app: another site.
	await page.route('http://mail.example/', (route) =>
		route.fulfill({ contentType: 'text/html', body: `<a href="${hall.appUrl}/organizer">Our sale</a>` }),
	);
	await page.goto('http://mail.example/');
	await page.getByRole('link', { name: 'Our sale' }).click();
	await expect(page).toHaveURL(`${hall.appUrl}/organizer`);
	await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

for (const [text, sentence] of [
	['', 'Paste the token first.'],
	['two words', 'This is no token'],
	['🏷️🏷️', 'This is no token'],
	['x'.repeat(4000), 'This is no token'],
	['ht_nobody-has-this-one', 'The server does not know this token'],
] as const) {
	test(`the token ${JSON.stringify(text.slice(0, 24))} gets a sentence`, async ({ page }) => {
		await page.goto('/signin');
		await page.getByLabel('Token').fill(text);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await expect(page.getByRole('alert')).toContainText(sentence);
		await expect(page.getByLabel('Token')).toHaveAttribute('aria-invalid', 'true');
	});
}

test('signing in works without scripts, and leads to where one wanted to go', async ({ browser, hall }) => {
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: hall.appUrl });
	const page = await context.newPage();
	await page.goto('/signin?next=/graphiql');
	await page.getByLabel('Token').fill(hall.tokens.cashier);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL(`${hall.appUrl}/graphiql`);
	await page.goto('/signin?next=//evil.example');
	await page.getByLabel('Token').fill(hall.tokens.cashier);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL(`${hall.appUrl}/`);
	await context.close();
});

test('a token that was revoked is said so on every page', async ({ page, hall }) => {
	const token = hall.token('cashier');
	await page.context().addCookies([{ name: 'hangtag_token', value: token, url: hall.appUrl }]);
	await page.goto('/');
	await expect(page.getByText('signed in as Cashier')).toBeVisible();
	hall.revokeNewest();
	await expect(async () => {
		await page.reload();
		await expect(page.getByText('token is no longer valid')).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 15_000 });
});
