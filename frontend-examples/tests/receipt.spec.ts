import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { expect, test as base, type Page } from '@playwright/test';
import { build, type Rollup } from 'vite';
import type { Receipt } from '../src/lib/receipt/receipt.ts';
import type { Locale } from '../src/lib/i18n/index.ts';
import svelteConfig from '../svelte.config.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const POINTS_PER_MM = 72 / 25.4;

interface Given {
	/** Shows a receipt under the app's own policy. */
	show: (receipt: Receipt, locale?: Locale) => Promise<string[]>;
}

const test = base.extend<Given, { files: Map<string, string> }>({
	files: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
		async ({}, use) => {
			const built = (await build({
				configFile: false,
				logLevel: 'error',
				plugins: [tailwindcss(), svelte({ configFile: false, preprocess: svelteConfig.preprocess })],
				resolve: { alias: { $lib: here('../src/lib') } },
				build: {
					write: false,
					lib: { entry: here('receipt/page.ts'), formats: ['es'], fileName: 'page', cssFileName: 'page' },
				},
			})) as Rollup.RollupOutput[];
			const files = built.flatMap(({ output }) => output);
			await use(
				new Map(files.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : String(file.source)])),
			);
		},
		{ scope: 'worker' },
	],
	show: async ({ page, files }, use) => {
		const complaints: string[] = [];
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
		page.on('pageerror', (error) => complaints.push(error.message));
		await page.route('https://hall.test/**', (route) => {
			const { pathname } = new URL(route.request().url());
			const file = [...files].find(([name]) => name === pathname)?.[1];
			const names = [...files.keys()];
			const script = names.find((name) => name.endsWith('js')) ?? '';
			const style = names.find((name) => name.endsWith('css')) ?? '';
			const html = `<!doctype html><title>Receipt</title><link rel="stylesheet" href="${style}"><body><script type="module" src="${script}"></script>`;
			const types = { css: 'text/css', js: 'text/javascript' } as Record<string, string>;
			return route.fulfill({
				contentType:
					file === undefined ? 'text/html' : (types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain'),
				headers: { 'content-security-policy': policy() },
				body: file ?? html,
			});
		});
		await page.goto('https://hall.test/');
		await use(async (receipt, locale = 'en') => {
			await page.waitForFunction(() => 'show' in window);
			await page.evaluate(([one, language]) => window.show(one, language), [receipt, locale] as const);
			return complaints;
		});
	},
});

function policy(): string {
	const directives = Object.entries(svelteConfig.kit?.csp?.directives ?? {});
	const quoted = (source: string) => (/^(self|none|unsafe|wasm|sha)/.test(source) ? `'${source}'` : source);
	return directives
		.map(([name, sources]) => `${name} ${(sources as string[]).map(quoted).join(' ')}`)
		.join('; ');
}

function receipt(change: Partial<Receipt> = {}): Receipt {
	return {
		number: 'T3-0042',
		till: 'T3',
		organization: 'Kinderbasar St. Anna',
		event: 'Spring 2027',
		currency: 'EUR',
		timeZone: 'Europe/Berlin',
		soldAt: '2027-03-01T13:02:00Z',
		lines: [
			{ tag: '0041700230', title: 'Wooden train with rails, bridge and a station', price: 1250n },
			{ tag: '0041700248', title: 'Rain jacket', price: 800n },
			{ tag: '', title: '', price: 250n },
		],
		total: 2300n,
		tenders: [
			{ method: 'CARD', amount: 1000n },
			{ method: 'CASH', amount: 2000n },
		],
		change: 700n,
		offline: false,
		practice: false,
		...change,
	};
}

/** Prints as a person would, into a file that is kept to be looked at; answers the pages' sizes in millimetres. */
async function print(page: Page, format: '80mm' | 'a4', name: string): Promise<[number, number][]> {
	// A browser without a printer would wait for a person.
	await page.evaluate(() => (window.print = () => undefined));
	await page.evaluate((paper) => window.printReceipt(paper), format);
	const pdf = await page.pdf({ preferCSSPageSize: true });
	mkdirSync('screenshots', { recursive: true });
	writeFileSync(`screenshots/${name}.pdf`, pdf);
	const boxes = pdf.toString('latin1').matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g);
	return [...boxes].map(([, width, height]) => [
		Math.round(Number(width) / POINTS_PER_MM),
		Math.round(Number(height) / POINTS_PER_MM),
	]);
}

test('a receipt says what was sold, by whom, when, and how it was paid', async ({ page, show }) => {
	const complaints = await show(receipt());
	const sheet = page.getByRole('article', { name: 'Receipt' });
	for (const text of [
		'Kinderbasar St. Anna',
		'Receipt no. T3-0042',
		'Till T3',
		'Mar 1, 2027',
		'2:02 PM',
		'00417-0023-0',
		'Item without a tag',
		'Total (3 items)',
	]) {
		await expect(sheet).toContainText(text);
	}
	await expect(sheet.getByRole('row', { name: /^Total/ })).toContainText('€23.00');
	await expect(sheet.getByRole('row', { name: /^Card/ })).toContainText('€10.00');
	await expect(sheet.getByRole('row', { name: /^Cash/ })).toContainText('€20.00');
	await expect(sheet.getByRole('row', { name: /^Change/ })).toContainText('€7.00');
	await expect(sheet).not.toContainText('PRACTICE');
	await expect(sheet).not.toContainText('without a network');
	expect(complaints).toEqual([]);
});

test('on a roll it is one page, 80 mm wide and as long as it is, and nothing else of the page is on it', async ({
	page,
	show,
}) => {
	const complaints = await show(receipt());
	const [size, ...more] = await print(page, '80mm', 'receipt-80mm');
	expect(more).toEqual([]);
	expect(size?.[0]).toBe(80);
	expect(size?.[1]).toBeGreaterThan(70);
	expect(size?.[1]).toBeLessThan(130);
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => window.printReceipt('80mm'));
	await expect(page.getByRole('heading', { name: 'What stands around' })).toBeHidden();
	await expect(page.getByText('Wooden train')).toHaveCount(2);
	await expect(page.locator('.paper')).toBeVisible();
	await page.screenshot({ path: 'screenshots/receipt-80mm.png' });
	// Afterwards the page is as it was.
	await page.emulateMedia({ media: 'screen' });
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	await expect(page.locator('.paper')).toHaveCount(0);
	expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
	await expect(page.getByRole('heading', { name: 'What stands around' })).toBeVisible();
	expect(complaints).toEqual([]);
});

test('a long receipt is a long roll, and several A4 pages', async ({ page, show }) => {
	const lines = Array.from({ length: 120 }, (_, place) => ({
		tag: '0041700230',
		title: `Picture book ${place + 1}`,
		price: 250n,
	}));
	const total = 120n * 250n;
	await show(receipt({ lines, total, tenders: [{ method: 'CASH', amount: total }], change: 0n }));
	const [roll, ...more] = await print(page, '80mm', 'receipt-long-80mm');
	expect(more).toEqual([]);
	expect(roll?.[0]).toBe(80);
	expect(roll?.[1]).toBeGreaterThan(1000);
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	const sheets = await print(page, 'a4', 'receipt-long-a4');
	expect(sheets.length).toBeGreaterThan(2);
	expect(new Set(sheets.map(String))).toEqual(new Set(['210,297']));
	// A footer would be printed on every page, and its sum would seem to be that page's.
	const totals = await page
		.locator('.receipt tfoot')
		.first()
		.evaluate((foot) => getComputedStyle(foot).display);
	expect(totals).toBe('table-row-group');
});

test('A4, in German', async ({ page, show }) => {
	await show(receipt({ offline: true }), 'de');
	expect(await print(page, 'a4', 'receipt-a4-de')).toEqual([[210, 297]]);
	await expect(page.getByRole('article').first()).toContainText('Von der Kasse ohne Netz aufgezeichnet');
	await expect(page.getByRole('article').first()).toContainText(/23,00\s€/);
});

test('practice says so in large letters, twice, and says nothing of the organizer being told', async ({
	page,
	show,
}) => {
	await show(receipt({ practice: true, offline: true }));
	const loud = page.getByText('PRACTICE', { exact: true });
	await expect(loud).toHaveCount(2);
	const [letters, text] = await page.evaluate(() =>
		['strong', 'td'].map((name) => {
			const element = document.querySelector(`.receipt ${name}`);
			return element ? parseFloat(getComputedStyle(element).fontSize) : 0;
		}),
	);
	expect(letters).toBeGreaterThan(2.5 * (text ?? Infinity));
	for (const word of await loud.all()) {
		const lines = await word.evaluate(
			(element) => element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight),
		);
		expect(Math.round(lines)).toBe(1);
		expect(await word.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(
			0,
		);
	}
	await expect(page.getByRole('article')).not.toContainText('reports the sale');
	await print(page, '80mm', 'receipt-practice-80mm');
});
