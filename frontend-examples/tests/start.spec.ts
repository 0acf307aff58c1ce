import { expect, test } from './fixtures.ts';
import { start, stop } from './hall.ts';

const MAIN_LINKS = 'main a';

test('a stranger is told what there is, and led to no page that would refuse', async ({ page }) => {
	await page.goto('/');
	await expect(page.getByText('See the sale live')).toBeVisible();
	const links = await page.locator(MAIN_LINKS).evaluateAll((all) => all.map((a) => a.getAttribute('href')));
	expect(links).toEqual(['/signin', '/t', '/graphiql']);
});

for (const [role, pages] of [
	['organizer', ['/organizer', '/till', '/scout']],
	['cashier', ['/till', '/scout']],
	['consignor', ['/consignor']],
] as const) {
	test(`the start page of a ${role} links to its pages alone`, async ({ page, signedIn }) => {
		await signedIn(role);
		await page.goto('/');
		const links = await page.locator(MAIN_LINKS).evaluateAll((all) => all.map((a) => a.getAttribute('href')));
		expect(links).toEqual([...pages, '/t', '/graphiql']);
	});
}

test('a demo’s roles are one press each', async ({ page, hall, complaints }) => {
	const app = await start(process.execPath, ['build/main.js'], {
		PORT: '0',
		HANGTAG_URL: hall.apiUrl,
		HANGTAG_APP_DEMO_TOKENS: `organizer=${hall.tokens.organizer} consignor=${hall.tokens.consignor}`,
	});
	await page.goto(app.url);
	await page.screenshot({ path: 'screenshots/start-demo-desktop-light.png', fullPage: true });
	await page.getByRole('link', { name: 'Consignor: see what it brings' }).click();
	await expect(page).toHaveURL(`${app.url}/consignor`);
	await expect(page.getByRole('heading', { name: 'My earnings' })).toBeVisible();
	await page.goto(app.url);
	await page.getByRole('link', { name: 'Organizer: watch it live' }).click();
	// This browser is a consignor's by now: it asks before it becomes somebody else's.
	await page.getByRole('button', { name: 'Sign in instead' }).click();
	await expect(page).toHaveURL(`${app.url}/organizer`);
	expect(complaints).toEqual([]);
	await stop(app, 'SIGTERM');
});
