/** The till's numbers: the real server, the built app, Chromium, a pack of 45,000 items. `npm run measure -- till` */
/* eslint-disable no-console -- the numbers are what it is for */
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { Hall } from '../tests/hall.ts';
import { TillDesk } from '../tests/tillDesk.ts';
import { firstLoad } from './firstLoad.ts';
import { stock } from './stock.ts';

const PACK_ITEMS = 45_000;
const SCANS = 100;
const LINE_MS_MAX = 50;
const COLD_START_MS_MAX = 1_500;
const FIRST_LOAD_BYTES_MAX = 120_000;

const test = base.extend<{ hall: Hall }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
	hall: async ({}, use) => {
		const hall = await Hall.open();
		await use(hall);
		await hall.close();
	},
});

/** Notes how long after Enter a new line was painted, and when the page could first be scanned at. */
function watchTill(): void {
	const lines: number[] = [];
	let reached: () => void = () => undefined;
	let [entered, ready] = [0, 0];
	const afterPaint = (done: () => void) =>
		requestAnimationFrame(() => {
			const channel = new MessageChannel();
			channel.port1.onmessage = done;
			channel.port2.postMessage(null);
		});
	addEventListener('keydown', ({ key, timeStamp }) => key === 'Enter' && (entered = timeStamp), true);
	new MutationObserver((records) => {
		for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
			if (!(node instanceof HTMLElement)) continue;
			const since = entered;
			if (node.dataset['line'])
				afterPaint(() => {
					lines.push(performance.now() - since);
					reached();
				});
		}
		const canScan =
			document.querySelector('[data-pack=complete]') && document.activeElement?.matches('input');
		if (ready === 0 && canScan) afterPaint(() => (ready ||= performance.now()));
	}).observe(document, { subtree: true, childList: true, attributeFilter: ['data-pack'] });
	// Waits here: who asks the page again and again takes its time.
	const until = (count: number) =>
		new Promise<void>((done) => {
			reached = () => lines.length >= count && done();
			reached();
		});
	Object.assign(globalThis, { till: { lines, until, ready: () => ready } });
}

interface Watched {
	lines: number[];
	until: (count: number) => Promise<void>;
	ready: () => number;
}
const lineTimes = (page: Page) =>
	page.evaluate(() => (globalThis as unknown as { till: Watched }).till.lines);

async function signIn(context: BrowserContext, hall: Hall): Promise<void> {
	const [value, url] = [hall.tokens.cashier, hall.appUrl];
	await context.addCookies([{ name: 'hangtag_token', value, url, httpOnly: true, sameSite: 'Strict' }]);
}

function p95(values: readonly number[]): number {
	return [...values].sort((one, other) => one - other)[Math.ceil(values.length * 0.95) - 1] ?? Infinity;
}

async function scanAll(desk: TillDesk, tags: readonly string[]): Promise<number[]> {
	const before = (await lineTimes(desk.page)).length;
	for (const [at, tag] of tags.entries()) {
		await desk.scan(tag);
		const until = (count: number) => (globalThis as unknown as { till: Watched }).till.until(count);
		await desk.page.evaluate(until, before + at + 1);
	}
	return (await lineTimes(desk.page)).slice(before);
}

test('first load of the till', async ({ hall }) => {
	const cookie = `hangtag_token=${hall.tokens.cashier}`;
	const { scripts, gzipBytes } = await firstLoad(`${hall.appUrl}/till`, { cookie });
	console.log(`till, first load: ${scripts} scripts, ${(gzipBytes / 1000).toFixed(1)} kB gzip`);
	expect(gzipBytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
});

test('scan to line, online and offline, and a cold start offline', async ({ hall, context }) => {
	const tags = await stock(hall, PACK_ITEMS);
	await signIn(context, hall);
	await context.addInitScript(watchTill);
	const page = await context.newPage();
	const begun = Date.now();
	await page.goto(`${hall.appUrl}/till`);
	await page.getByLabel('Name of this till').fill('M1');
	await page.getByRole('button', { name: 'Open the till' }).click();
	await expect(page.locator('[data-pack=complete]')).toBeVisible({ timeout: 120_000 });
	console.log(`pack of ${PACK_ITEMS} items on the device after ${Date.now() - begun} ms`);
	await expect(page.locator('[data-offline-ready]')).toBeVisible({ timeout: 60_000 });
	await page.close();

	const desk = await TillDesk.again(await context.newPage(), `${hall.appUrl}/till`);
	const online = await scanAll(desk, tags.slice(0, SCANS));
	await desk.pay();
	await desk.isSold();
	await context.setOffline(true);
	const offline = await scanAll(desk, tags.slice(-SCANS));
	await desk.pay();
	await desk.isSold();
	for (const [name, times] of Object.entries({ online, offline }))
		console.log(`scan to line, ${name}: p95 ${p95(times).toFixed(1)} ms of ${times.length}`);

	await desk.page.close();
	const starts: number[] = [];
	for (let at = 0; at < 5; at++) {
		const cold = await TillDesk.again(await context.newPage(), `${hall.appUrl}/till`);
		const ready = () => cold.page.evaluate(() => (globalThis as unknown as { till: Watched }).till.ready());
		await expect.poll(ready).toBeGreaterThan(0);
		starts.push(await ready());
		await cold.page.close();
	}
	console.log(`cold start offline: ${starts.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
	expect(p95(online)).toBeLessThan(LINE_MS_MAX);
	expect(p95(offline)).toBeLessThan(LINE_MS_MAX);
	expect(Math.max(...starts)).toBeLessThan(COLD_START_MS_MAX);
});
