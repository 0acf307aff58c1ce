/** The dashboard's numbers: the real server, the built app, Chromium. `npm run measure -- dashboard` */
/* eslint-disable no-console -- the numbers are what it is for */
import { expect, test as base, type CDPSession, type Page } from '@playwright/test';
import { openDashboard } from '../tests/dashboard.ts';
import { Hall } from '../tests/hall.ts';
import { firstLoad } from './firstLoad.ts';
import { sellEvenly, sellFast, stock } from './stock.ts';

const PAINTED_MS_MAX = 250;
const LONG_TASK_MS = 50;
const FIRST_LOAD_BYTES_MAX = 150_000;
/** What the heap may differ by chance: a collector's own books, a chart's last picture. */
const HEAP_BYTES_MORE = 1_000_000;

const test = base.extend<{ hall: Hall }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
	hall: async ({}, use) => {
		const hall = await Hall.open();
		await use(hall);
		await hall.close();
	},
});

/** Notes in the page when a sale's row, and totals that count it, were painted. */
function watchPaint(): void {
	const rows: [sequence: number, at: number][] = [];
	const totals: [sequence: number, at: number][] = [];
	const afterPaint = (done: () => void) =>
		requestAnimationFrame(() => {
			const channel = new MessageChannel();
			channel.port1.onmessage = done;
			channel.port2.postMessage(null);
		});
	const at = () => performance.timeOrigin + performance.now();
	new MutationObserver((records) => {
		for (const { type, addedNodes, target } of records) {
			if (type === 'attributes') {
				const sequence = Number((target as Element).getAttribute('data-totals'));
				afterPaint(() => totals.push([sequence, at()]));
			}
			for (const node of addedNodes) {
				const sequence = node instanceof HTMLLIElement ? Number(node.dataset['sequence']) : 0;
				if (sequence > 0) afterPaint(() => rows.push([sequence, at()]));
			}
		}
	}).observe(document, { subtree: true, childList: true, attributeFilter: ['data-totals'] });
	const long: number[] = [];
	new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({
		type: 'longtask',
	});
	Object.assign(globalThis, { measured: { rows, totals, long } });
}

interface Measured {
	rows: [number, number][];
	totals: [number, number][];
	long: number[];
}
const measured = (page: Page) =>
	page.evaluate(() => (globalThis as unknown as { measured: Measured }).measured);

function percentile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN);
}

async function heapOf(cdp: CDPSession): Promise<{ heap: number; nodes: number }> {
	await cdp.send('HeapProfiler.collectGarbage');
	await cdp.send('HeapProfiler.collectGarbage');
	const { metrics } = await cdp.send('Performance.getMetrics');
	const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
	return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes') };
}

/** Seconds that the page's main thread has worked, by what. */
async function workOf(cdp: CDPSession): Promise<Record<string, number>> {
	const { metrics } = await cdp.send('Performance.getMetrics');
	const names = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
	return Object.fromEntries(
		metrics.filter(({ name }) => names.includes(name)).map(({ name, value }) => [name, value]),
	);
}

interface TraceEvent {
	name: string;
	pid: number;
	tid: number;
	/** Microseconds, by the clock and of the processor. */
	dur?: number;
	tdur?: number;
	args?: { name?: string };
}

/** Milliseconds of the processor that each task of the page's main thread took, until the returned function is called. By the clock a
 * task also waits for cores that server, driver and the browser's other processes have. */
async function taskTimes(cdp: CDPSession): Promise<() => Promise<number[]>> {
	const events: TraceEvent[] = [];
	cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
	await cdp.send('Tracing.start', { transferMode: 'ReportEvents', categories: 'toplevel' });
	return async () => {
		const complete = new Promise<void>((done) => cdp.once('Tracing.tracingComplete', () => done()));
		await cdp.send('Tracing.end');
		await complete;
		const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
		return events
			.filter(({ pid, tid }) => pid === main?.pid && tid === main.tid)
			.flatMap(({ name, tdur }) => (name.endsWith('RunTask') && tdur ? tdur / 1000 : []));
	};
}

const counted = (page: Page, sequence: number) =>
	expect
		.poll(() => page.locator('[data-totals]').getAttribute('data-totals'), { timeout: 60_000 })
		.toBe(`${sequence}`);

/** The charts have the numbers of the newest event, which are asked for every three seconds. */
async function charted(page: Page): Promise<void> {
	const newest = await page.locator('[data-totals]').getAttribute('data-totals');
	await expect(page.getByText(`at event ${newest}`).last()).toBeVisible({ timeout: 20_000 });
}

test('sale acknowledged to painted, at 20 sales a second', async ({ hall, page }) => {
	const tags = await stock(hall, 500);
	await openDashboard(hall, page);
	await page.evaluate(watchPaint);
	const sales = await sellEvenly(hall, tags, 20);
	await counted(page, Math.max(...sales.map(({ sequence }) => sequence)));
	const { rows, totals } = await measured(page);
	const rowAt = new Map(rows);
	const painted = sales.map(({ sequence, acknowledged }) => (rowAt.get(sequence) ?? NaN) - acknowledged);
	const summed = sales.map(
		({ sequence, acknowledged }) => (totals.find(([upTo]) => upTo >= sequence)?.[1] ?? NaN) - acknowledged,
	);
	console.table({
		'row in the feed': {
			p50: percentile(painted, 0.5),
			p95: percentile(painted, 0.95),
			sales: painted.length,
		},
		'in the totals': { p50: percentile(summed, 0.5), p95: percentile(summed, 0.95), sales: summed.length },
	});
	expect(painted.every((ms) => Number.isFinite(ms))).toBe(true);
	expect(percentile(painted, 0.95)).toBeLessThan(PAINTED_MS_MAX);
	expect(percentile(summed, 0.95)).toBeLessThan(PAINTED_MS_MAX);
});

test('long tasks at 50 sales a second', async ({ hall, page }) => {
	const tags = await stock(hall, 1_500);
	await openDashboard(hall, page);
	await page.evaluate(watchPaint);
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Performance.enable');
	const before = await workOf(cdp);
	const tasks = await taskTimes(cdp);
	const sales = await sellEvenly(hall, tags, 50);
	await counted(page, Math.max(...sales.map(({ sequence }) => sequence)));
	const processor = await tasks();
	const { long, rows } = await measured(page);
	const after = await workOf(cdp);
	console.table({
		'ms a second': Object.fromEntries(
			Object.entries(after).map(([name, seconds]) => [
				name,
				Math.round(((seconds - (before[name] ?? 0)) * 1000) / 30),
			]),
		),
	});
	console.table({
		'50 sales a second': {
			seconds: 30,
			rows: rows.length,
			'long by the clock': long.length,
			longest: Math.round(Math.max(0, ...long)),
			'long of the processor': processor.filter((ms) => ms > LONG_TASK_MS).length,
			'longest of it': Math.round(Math.max(...processor)),
		},
	});
	expect(processor.length).toBeGreaterThan(1000);
	expect(processor.filter((ms) => ms > LONG_TASK_MS)).toEqual([]);
});

test('memory over 10,000 sales', async ({ hall, page }) => {
	const tags = await stock(hall, 10_500);
	await openDashboard(hall, page);
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Performance.enable');
	// The feed is full and the charts are drawn.
	await sellFast(hall, tags.slice(0, 500));
	await expect(page.locator('[data-figure=sales]')).toContainText('500');
	await charted(page);
	const before = await heapOf(cdp);
	await sellFast(hall, tags.slice(500));
	await expect(page.locator('[data-figure=sales]')).toContainText('10,500', { timeout: 60_000 });
	await charted(page);
	const after = await heapOf(cdp);
	const megabytes = (bytes: number) => Number((bytes / 1e6).toFixed(2));
	console.table({
		'after 500 sales': { heapMB: megabytes(before.heap), nodes: before.nodes },
		'after 10,500 sales': { heapMB: megabytes(after.heap), nodes: after.nodes },
	});
	expect(after.heap - before.heap).toBeLessThan(HEAP_BYTES_MORE);
});

test('first-load JavaScript', async ({ hall }) => {
	const { scripts, gzipBytes } = await firstLoad(`${hall.appUrl}/organizer/sessions/${hall.sessionId}`, {
		cookie: `hangtag_token=${hall.tokens.organizer}`,
	});
	console.table({ dashboard: { scripts, gzipKB: Math.round(gzipBytes / 1000) } });
	expect(gzipBytes).toBeLessThan(FIRST_LOAD_BYTES_MAX);
});
