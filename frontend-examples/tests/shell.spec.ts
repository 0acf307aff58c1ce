import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from './fixtures.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIZES = {
	phone: { width: 390, height: 844 },
	tablet: { width: 820, height: 1180 },
	desktop: { width: 1440, height: 900 },
};
const THEMES = ['light', 'dark'] as const;

test('the server speaks the browser’s language, and the switch changes it for good', async ({
	browser,
	hall,
}) => {
	const context = await browser.newContext({ locale: 'de-AT', baseURL: hall.appUrl });
	const page = await context.newPage();
	const sent = await (await page.goto('/'))?.text();
	expect(sent).toContain('<html lang="de"');
	expect(sent).toContain('Was möchten Sie tun?');

	await page.getByLabel('Sprache').selectOption('English');
	await expect(page.getByRole('heading', { name: 'What would you like to do?' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	expect(await (await page.reload())?.text()).toContain('What would you like to do?');
	await context.close();
});

test('colours follow the device until somebody chooses, and the choice stays', async ({ page }) => {
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	await page.emulateMedia({ colorScheme: 'light' });
	await page.goto('/');
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
	await expect(page.getByRole('link', { name: /Organizer/ })).toBeFocused();
});

const PAGES: [name: string, open: (page: Page) => Promise<void>][] = [
	['start', async (page) => void (await page.goto('/'))],
	['signin', async (page) => void (await page.goto('/signin'))],
	[
		'signin-refused',
		async (page) => {
			await page.goto('/signin');
			await page.getByLabel('Token').fill('ht_nobody');
			await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
			await expect(page.getByRole('alert')).toBeVisible();
		},
	],
	['not-found', async (page) => void (await page.goto('/nowhere'))],
];

for (const [name, open] of PAGES) {
	for (const theme of THEMES) {
		test(`${name} in ${theme}: no WCAG violation, no complaint, nothing wider than the screen`, async ({
			page,
			signedIn,
			complaints,
		}) => {
			if (name === 'start') await signedIn('cashier');
			await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
			for (const [size, viewport] of Object.entries(SIZES)) {
				await page.setViewportSize(viewport);
				await open(page);
				const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
				expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
				expect(
					await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
				).toBeLessThanOrEqual(0);
				await page.screenshot({ path: `screenshots/${name}-${size}-${theme}.png`, fullPage: true });
			}
			// The browser itself complains of a status that a page answers with.
			expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
		});
	}
}
