import { expect, test } from './fixtures.ts';

test('GraphiQL runs a subscription over this origin, under the policy', async ({
	page,
	hall,
	signedIn,
	complaints,
}) => {
	const elsewhere: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith(hall.appUrl) && /^https?:/.test(request.url()))
			elsewhere.push(request.url());
	});
	await signedIn('organizer');
	const query = `subscription { saleSessionEvents(sessionId: ${JSON.stringify(hall.sessionId)}, after: 0) { sequence kind } }`;
	await page.goto('/graphiql');
	const editor = page.getByRole('region', { name: 'Operation Editor' });
	await editor.locator('.monaco-editor').first().click();
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.insertText(query);
	await page.getByRole('button', { name: /Execute query/ }).click();
	const response = page.getByRole('region', { name: 'Result Window' });
	// It shows the newest result: the last event of the opening.
	await expect(response).toContainText('ITEMS_LOCKED');
	const [item] = hall.items;
	if (!item) throw new Error('the hall has no items');
	const sequence = await hall.sell(item);
	await expect(response).toContainText('SALE_RECORDED');
	await expect(response).toContainText(String(sequence));
	await page.screenshot({ path: 'screenshots/graphiql-desktop-light.png' });
	expect(elsewhere).toEqual([]);
	expect(complaints).toEqual([]);
});
