import { expect, test as base } from './fixtures.ts';
import { Hall } from './hall.ts';

/** A hall of its own: what is awaited is the newest event, whatever other tests have done before. */
const test = base.extend<{ own: Hall }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
	own: async ({}, use) => {
		const hall = await Hall.open();
		await use(hall);
		await hall.close();
	},
	baseURL: async ({ own }, use) => use(own.appUrl),
});

test('GraphiQL runs a subscription over this origin, under the policy', async ({ page, own, complaints }) => {
	const elsewhere: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith(own.appUrl) && /^https?:/.test(request.url()))
			elsewhere.push(request.url());
	});
	await page.context().addCookies([{ name: 'hangtag_token', value: own.tokens.organizer, url: own.appUrl }]);
	const query = `subscription { saleSessionEvents(sessionId: ${JSON.stringify(own.sessionId)}, after: 0) { sequence kind } }`;
	await page.goto('/graphiql');
	const editor = page.getByRole('region', { name: 'Operation Editor' });
	await editor.locator('.monaco-editor').first().click();
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.insertText(query);
	await page.getByRole('button', { name: /Execute query/ }).click();
	const response = page.getByRole('region', { name: 'Result Window' });
	// It shows the newest result: the last event of the opening.
	await expect(response).toContainText('ITEMS_LOCKED');
	const [item] = own.items;
	if (!item) throw new Error('the hall has no items');
	const sequence = await own.sell(item);
	await expect(response).toContainText('SALE_RECORDED');
	await expect(response).toContainText(String(sequence));
	await page.screenshot({ path: 'screenshots/graphiql-desktop-light.png' });
	expect(elsewhere).toEqual([]);
	expect(complaints).toEqual([]);
});
