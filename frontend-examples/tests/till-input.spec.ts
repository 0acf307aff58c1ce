import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';
import type { Goods } from './hall.ts';
import { salesOf, stock, TillDesk } from './tillDesk.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
test.use({ serviceWorkers: 'block' });

test.beforeEach(async ({ signedIn }) => signedIn('cashier'));

test('what is no tag adds no line and gets a sentence', async ({ page }) => {
	const desk = await TillDesk.open(page, 'B1');
	for (const [raw, sentence] of [
		['hello', '“hello” is not a tag: it needs ten digits'],
		['0041700023', '“0041700023” is not a tag'],
		['🧸🧸', '“🧸🧸” is not a tag'],
		['<img src=x>', '“<img src=x>” is not a tag'],
		['Call me Ishmael. '.repeat(5_000), 'far too long for a tag'],
	] as const) {
		await desk.field.fill(raw);
		await page.keyboard.press('Enter');
		await expect(desk.notice).toContainText(sentence);
		await expect(page.locator('[data-line]')).toHaveCount(0);
		await expect(desk.field).toHaveValue('');
	}
	await page.keyboard.press('Enter');
	await expect(desk.notice).toContainText('There is nothing in the cart');
});

test('a thing scanned again is a warning and no second line', async ({ page, hall }) => {
	const [item] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'B2');
	await desk.add(item);
	await desk.scan(`${item.tag.slice(0, 5)}-${item.tag.slice(5, 9)}-${item.tag.slice(9)}`);
	await expect(desk.notice).toContainText(`${item.title} is in the cart already`);
	await expect(page.locator('[data-line]')).toHaveCount(1);
});

test('a tag of nobody turns red with what was scanned, and is sold as unknown', async ({ page, hall }) => {
	const desk = await TillDesk.open(page, 'B3');
	const tag = '0998800018';
	await desk.scan(tag);
	await expect(desk.line(tag).getByRole('alert')).toContainText('No item has the tag 09988-0001-8');
	await desk.line(tag).getByRole('button', { name: 'Sell as unknown' }).click();
	await page.getByLabel('Price on the tag').fill('minus 4');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Say in a word or two')).toBeVisible();
	await expect(page.getByText('Type the price as 4.50')).toBeVisible();
	await page.getByLabel('What is it?').fill('Blue hat');
	await page.getByLabel('Price on the tag').fill('4,50');
	await page.keyboard.press('Enter');
	await expect(desk.total).toHaveText('€4.50');
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	expect(await salesOf(hall, 'B3')).toMatchObject([
		{ needsReview: true, total: '4.50', lines: [{ status: 'UNATTRIBUTED', price: '4.50' }] },
	]);
	expect((await salesOf(hall, 'B3'))[0]?.lines[0]?.description).toContain('Blue hat');
});

test('a device without room refuses the sale before money is taken, and keeps the cart', async ({
	page,
	hall,
}) => {
	const [item] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'B4');
	await desk.add(item);
	await page.evaluate(() => {
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function (...words: Parameters<typeof put>) {
			if (this.name === 'sales') throw new DOMException('no room', 'QuotaExceededError');
			return put.apply(this, words);
		};
		Object.assign(window, { mend: () => (IDBObjectStore.prototype.put = put) });
	});
	await desk.pay();
	await expect(desk.notice).toContainText('take no money: this device has no room');
	await expect(desk.line(item.tag)).toBeVisible();
	expect(await salesOf(hall, 'B4')).toEqual([]);
	await page.evaluate(() => (window as unknown as { mend: () => void }).mend());
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	expect(await salesOf(hall, 'B4')).toHaveLength(1);
});

test('the token is revoked while selling: it sells on, and sends after a new sign-in', async ({
	page,
	hall,
	context,
	signedIn,
}) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const value = hall.token('cashier');
	await context.addCookies([
		{ name: 'hangtag_token', value, url: hall.appUrl, httpOnly: true, sameSite: 'Strict' },
	]);
	const desk = await TillDesk.open(page, 'B5');
	hall.revokeNewest();
	await expect(page.locator('[data-link=refused]')).toBeVisible({ timeout: 30_000 });
	await expect(page.getByText('no longer accepts this device’s token. Go on selling')).toBeVisible();
	for (const item of [one, two]) {
		await desk.add(item);
		await desk.pay();
		await desk.isSold();
	}
	await desk.waits(2);
	await signedIn('cashier');
	await page.reload();
	await desk.waits(0);
	expect((await salesOf(hall, 'B5')).map((sale) => sale.needsReview)).toEqual([false, false]);
});

test('a clock a day fast is told, and sales get the server’s time', async ({ page, hall, context }) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	await page.clock.install({ time: Date.now() + DAY_MS });
	const desk = await TillDesk.open(page, 'B6');
	await expect(page.getByText('clock is 1,440 minutes fast')).toBeVisible();
	await desk.add(one);
	await desk.pay();
	await desk.isSold();
	await desk.waits(0);
	await context.setOffline(true);
	await desk.add(two);
	await desk.pay();
	await desk.isSold();
	await desk.waits(1);
	await context.setOffline(false);
	await desk.waits(0);
	const sales = await salesOf(hall, 'B6');
	expect(sales.map((sale) => sale.needsReview)).toEqual([false, false]);
	for (const sale of sales) expect(Math.abs(Date.parse(sale.soldAt) - Date.now())).toBeLessThan(120_000);
});

test('waiting sales are saved to a file; sent twice, they count once', async ({ page, hall, context }) => {
	const [one, two] = (await stock(hall, 2)) as [Goods, Goods];
	const desk = await TillDesk.open(page, 'B7');
	await context.setOffline(true);
	for (const item of [one, two]) {
		await desk.add(item);
		await desk.pay('5');
		await desk.isSold();
	}
	await page.keyboard.press('F9');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save 2 waiting to a file' }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(/^till-B7-.*\.jsonl$/);
	const path = await file.path();
	const lines = readFileSync(path, 'utf8').trim().split('\n');
	expect(lines).toHaveLength(2);
	const said = hall.command([
		'import',
		'journal',
		path,
		'--url',
		hall.apiUrl,
		'--token',
		hall.tokens.cashier,
	]);
	expect(said).toMatch(/accepted\D*2|2\D*accepted/i);
	expect(await salesOf(hall, 'B7')).toHaveLength(2);
	await page.keyboard.press('Escape');
	await context.setOffline(false);
	await desk.waits(0);
	expect(await salesOf(hall, 'B7')).toHaveLength(2);
});
