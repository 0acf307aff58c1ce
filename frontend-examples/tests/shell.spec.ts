import { awake, expect, test, visit } from './fixtures.ts';

test('the server speaks the browser’s language, and the switch changes it for good', async ({
	browser,
	hall,
}) => {
	const context = await browser.newContext({ locale: 'de-AT', baseURL: hall.appUrl });
	const page = await context.newPage();
	const sent = await (await page.goto('/'))?.text();
	expect(sent).toContain('<html lang="de"');
	expect(sent).toContain('Der Basar, live');

	await awake(page);
	await page.getByLabel('Sprache').selectOption('English');
	await expect(page.getByRole('heading', { name: 'The sale, live' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	expect(await (await page.reload())?.text()).toContain('The sale, live');
	await context.close();
});

test('colours follow the device until somebody chooses, and the choice stays', async ({ page }) => {
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	await page.emulateMedia({ colorScheme: 'light' });
	await visit(page, '/');
	const light = await ground();
	await page.emulateMedia({ colorScheme: 'dark' });
	const dark = await ground();
	expect(dark).not.toBe(light);

	await page.getByRole('button', { name: 'Colours' }).click();
	await expect(page.getByRole('button', { name: 'Colours: Light' })).toBeVisible();
	expect(await ground()).toBe(light);
	await page.reload();
	expect(await ground()).toBe(light);
});

test('an address that is none gets a sentence', async ({ page }) => {
	const response = await page.goto('/nowhere');
	expect(response?.status()).toBe(404);
	await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});

test('every answer carries the headers that browsers obey', async ({ request }) => {
	const headers = (await request.get('/')).headers();
	expect(headers['content-security-policy']).toContain("default-src 'none'");
	expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
	expect(headers['content-security-policy']).not.toContain("'unsafe-inline'");
	expect(headers['x-content-type-options']).toBe('nosniff');
	expect(headers['permissions-policy']).toContain('camera=(self)');
});

test('the keyboard reaches everything, the content first', async ({ page }) => {
	await page.goto('/');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeFocused();
});
