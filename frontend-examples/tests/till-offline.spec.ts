import type { Page, Route } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Goods } from './hall.ts';
import { salesOf, stock, TillDesk } from './tillDesk.ts';

test.beforeEach(async ({ signedIn }) => signedIn('cashier'));

/** Is it a till that records a sale, and under which key? */
function keyOf(route: Route): string | null {
	const body = route.request().postDataJSON() as { query: string; variables: { idempotencyKey?: string } };
	return body.query.includes('saleRecord') ? (body.variables.idempotencyKey ?? null) : null;
}

async function sell(desk: TillDesk, item: Goods): Promise<string> {
	await desk.add(item);
	await desk.pay();
	return desk.isSold();
}

async function keptForOffline(page: Page): Promise<void> {
	await expect(page.locator('[data-offline-ready]')).toBeVisible({ timeout: 20_000 });
}

test('offline for 50 sales, reloaded, online again: everything once', async ({ page, hall, context }) => {
	test.setTimeout(300_000);
	const goods = await stock(hall, 50);
	const desk = await TillDesk.open(page, 'O1');
	await keptForOffline(page);
	await context.setOffline(true);
	const receipts = new Set<string>();
	for (const [at, item] of goods.entries()) {
		receipts.add(await sell(desk, item));
		await desk.waits(at + 1);
		if (at === 24) {
			await page.reload();
			await expect(desk.field).toBeFocused();
			await desk.waits(25);
		}
	}
	expect(receipts.size).toBe(50);
	await page.reload();
	await desk.waits(50);
	// What this device has sold it does not sell again.
	const [first] = goods as [Goods];
	await desk.add(first);
	await expect(desk.line(first.tag).getByRole('alert')).toContainText('at till O1');
	await page.keyboard.press('Delete');

	await context.setOffline(false);
	await expect(page.locator('[data-waiting]')).toHaveAttribute('data-waiting', '0', { timeout: 60_000 });
	const sales = await salesOf(hall, 'O1');
	expect(sales.map((sale) => sale.receipt).sort()).toEqual([...receipts].sort());
	expect(new Set(sales.flatMap((sale) => sale.lines.map((line) => line.tag))).size).toBe(50);
	expect(sales.filter((sale) => sale.needsReview)).toEqual([]);
});

test('two tabs of a device: one sends, each sale goes out once', async ({ page, hall, context }) => {
	const goods = (await stock(hall, 4)) as [Goods, Goods, Goods, Goods];
	const one = await TillDesk.open(page, 'O2');
	await keptForOffline(page);
	const two = await TillDesk.again(await context.newPage());
	await two.isReady();
	await context.setOffline(true);
	await page.bringToFront();
	await one.add(goods[0]);
	await two.page.bringToFront();
	await expect(two.line(goods[0].tag)).toHaveCount(0);
	await sell(two, goods[1]);
	await page.bringToFront();
	await one.pay();
	await one.isSold();
	await sell(one, goods[2]);
	await one.waits(3);
	await two.waits(3);
	const sent: string[] = [];
	// Those that had an answer: what is tried without a network is no sending.
	context.on('requestfinished', (request) => {
		if (request.postData()?.includes('saleRecord')) sent.push(request.postData() ?? '');
	});
	await context.setOffline(false);
	await one.waits(0);
	await two.waits(0);
	await expect.poll(() => new Set(sent).size).toBe(3);
	expect((await salesOf(hall, 'O2')).map((sale) => sale.receipt).sort()).toEqual([
		'O2-0001',
		'O2-0002',
		'O2-0003',
	]);
	expect(sent).toHaveLength(3);

	// The tab that sent is gone: the other goes on.
	await context.setOffline(true);
	await two.page.bringToFront();
	await sell(two, goods[3]);
	await two.waits(1);
	await page.close();
	await context.setOffline(false);
	await two.waits(0);
	expect(await salesOf(hall, 'O2')).toHaveLength(4);
});

test('a device that is set up starts without a network, and keeps its open cart', async ({
	page,
	hall,
	context,
}) => {
	const [item] = (await stock(hall, 1)) as [Goods];
	const desk = await TillDesk.open(page, 'O3');
	await keptForOffline(page);
	await desk.add(item);
	// It is on the disk by then.
	await desk.isHeld(item.tag);
	await page.close();
	await context.setOffline(true);
	const later = await TillDesk.again(await context.newPage());
	await expect(later.line(item.tag)).toContainText(item.title);
	await expect(later.page.locator('[data-pack=complete]')).toContainText('items, as of');
	await later.pay('5');
	await later.isSold();
	await later.waits(1);
	await context.setOffline(false);
	await later.waits(0);
});

test.describe('with a server that is there, and answers badly', () => {
	// So that the test sits between till and server.
	test.use({ serviceWorkers: 'block' });

	test('the answer is lost: final for the shopper, sent again as an offline sale, recorded once', async ({
		page,
		hall,
	}) => {
		const [item] = (await stock(hall, 1)) as [Goods];
		const desk = await TillDesk.open(page, 'L1');
		const keys: string[] = [];
		await page.route('**/graphql', async (route) => {
			const key = keyOf(route);
			if (key === null) return route.continue();
			keys.push(key);
			// The server has it; the till never hears so.
			if (keys.length === 1) {
				await route.fetch();
				return route.abort('connectionreset');
			}
			return route.continue();
		});
		await sell(desk, item);
		await expect(page.getByText('Sold offline: it is sent by itself')).toBeVisible();
		await desk.waits(0);
		await expect.poll(() => keys.length).toBe(2);
		expect(keys[0]).toBe(keys[1]);
		expect(await salesOf(hall, 'L1')).toMatchObject([{ receipt: 'L1-0001', needsReview: false }]);
	});

	test('no answer within a second and a half is none', async ({ page, hall }) => {
		const [item] = (await stock(hall, 1)) as [Goods];
		const desk = await TillDesk.open(page, 'L2');
		let asked = 0;
		await page.route('**/graphql', async (route) => {
			if (keyOf(route) === null || ++asked > 1) return route.continue();
			// Nobody ever answers this one.
		});
		await desk.add(item);
		const begun = Date.now();
		await desk.pay();
		await desk.isSold();
		expect(Date.now() - begun).toBeLessThan(8_000);
		await desk.waits(0);
		expect(await salesOf(hall, 'L2')).toHaveLength(1);
	});

	for (const reached of [true, false]) {
		test(`a tab is killed while it asks: the sale ${reached ? 'had reached' : 'had not reached'} the server, and counts once`, async ({
			page,
			hall,
			context,
		}) => {
			const [item] = (await stock(hall, 1)) as [Goods];
			const till = reached ? 'L3' : 'L4';
			const desk = await TillDesk.open(page, till);
			const asked = new Promise<void>((done) => {
				void page.route('**/graphql', async (route) => {
					if (keyOf(route) === null) return route.continue();
					if (reached) await route.fetch();
					done();
				});
			});
			await desk.add(item);
			await desk.pay();
			await asked;
			await page.close();
			const next = await TillDesk.again(await context.newPage());
			await expect(next.notice).toContainText(`Sale ${till}-0001 was being paid when the till stopped`);
			await expect(next.total).toHaveText('€0.00');
			await next.waits(0);
			await expect.poll(async () => (await salesOf(hall, till)).length).toBe(1);
			await next.page.reload();
			await next.isReady();
			expect(await salesOf(hall, till)).toMatchObject([{ receipt: `${till}-0001`, status: 'RECORDED' }]);
		});
	}

	for (const [name, answer] of [
		[
			'500',
			{ status: 500, json: { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
		],
		['a page of HTML', { status: 200, contentType: 'text/html', body: '<h1>Welcome to the router</h1>' }],
	] as const) {
		test(`the server answers ${name}: it is sold, waits, and is sent when the server is back`, async ({
			page,
			hall,
		}) => {
			const [item] = (await stock(hall, 1)) as [Goods];
			const till = `H${name.length}`;
			const desk = await TillDesk.open(page, till);
			await desk.add(item);
			await desk.isHeld(item.tag);
			await page.route('**/graphql', (route) => route.fulfill(answer));
			await desk.pay();
			await desk.isSold();
			await desk.waits(1);
			await expect(page.locator('[data-link=offline]')).toContainText('sell on');
			await page.unroute('**/graphql');
			await expect(page.locator('[data-waiting]')).toHaveAttribute('data-waiting', '0', { timeout: 30_000 });
			expect(await salesOf(hall, till)).toHaveLength(1);
		});
	}
});
