import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { code128, qrCode, writeVideo, type Picture } from './camera.ts';
import { cartCode } from '../src/lib/scan/cart-code.ts';
import { expect, test as base } from './fixtures.ts';
import type { Goods } from './hall.ts';

const HOLD = `mutation ($session: ID!, $input: ItemsHoldInput!) {
	itemsHold(sessionId: $session, input: $input) { items { tag } userErrors { code } } }`;
const PARK = `mutation ($session: ID!, $input: CartParkInput!) {
	cartPark(sessionId: $session, input: $input) { items { tag } userErrors { code } } }`;
const PHONE = { width: 390, height: 844 };

interface Given {
	/** A phone with a camera that shows these pictures, one second each, and with these switches. */
	phone: (
		pictures: readonly (Picture | null)[] | null,
		switches?: readonly string[],
		host?: string,
	) => Promise<{ page: Page; complaints: string[]; requests: string[] }>;
}

const test = base.extend<Given>({
	phone: async ({ hall, playwright, launchOptions, signedIn }, use) => {
		const directory = mkdtempSync(join(tmpdir(), 'hangtag-camera-'));
		const browsers: Browser[] = [];
		await use(async (pictures, switches = ['--use-fake-ui-for-media-stream'], host) => {
			const file = join(directory, `${browsers.length}.y4m`);
			if (pictures) writeVideo(file, pictures);
			const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
			const args = [...(launchOptions.args ?? []), ...(pictures ? camera : []), ...switches];
			const browser = await playwright.chromium.launch({ ...launchOptions, args });
			browsers.push(browser);
			const url = new URL(hall.appUrl);
			if (host) url.hostname = host;
			const context = await browser.newContext({ baseURL: url.origin, locale: 'en-GB', viewport: PHONE });
			await signedIn('cashier', context, url.origin);
			const page = await context.newPage();
			const [complaints, requests]: [string[], string[]] = [[], []];
			page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
			page.on('pageerror', (error) => complaints.push(error.message));
			page.on('request', (request) => requests.push(request.url()));
			await page.goto('/scout');
			await expect(page.getByLabel('Tag', { exact: true })).toBeEnabled();
			return { page, complaints, requests };
		});
		for (const browser of browsers) await browser.close();
		rmSync(directory, { recursive: true, force: true });
	},
});

/** On a busy machine the camera and its reader take a while to come. */
const SOON = { timeout: 20_000 };

const openCamera = (page: Page) => page.getByRole('button', { name: 'Scan with the camera' }).click();
const line = (page: Page, { tag }: Goods) => page.locator(`[data-tag="${tag}"]`);

function goods(items: readonly Goods[], place: number): Goods {
	const item = items[place];
	if (!item) throw new Error(`the hall has no item ${place}`);
	return item;
}

test('a QR code and a bar code before the camera are lines in the basket', async ({ phone, hall }) => {
	const [train, jacket] = [goods(hall.items, 0), goods(hall.items, 1)];
	const pictures = [qrCode(`https://hall.example/t/${train.tag}`), null, await code128(jacket.tag)];
	const { page, complaints, requests } = await phone(pictures);
	const readers = () => requests.filter((url) => url.endsWith('.wasm'));
	// The reader is large: nobody loads it who does not open the camera.
	expect(readers()).toEqual([]);
	await openCamera(page);
	await expect(line(page, train)).toHaveAttribute('data-state', 'held', SOON);
	await expect(line(page, jacket)).toHaveAttribute('data-state', 'held', SOON);
	await expect(page.locator('[data-sum]')).toHaveText('€20.50');
	await page.screenshot({ path: 'screenshots/camera-phone-light.png' });

	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
	expect(readers()).toHaveLength(1);
	expect(requests.filter((url) => /^https?:/.test(url) && !url.startsWith(hall.appUrl))).toEqual([]);
	expect(complaints).toEqual([]);

	await page.getByRole('button', { name: 'Close the camera' }).click();
	await expect(page.locator('video')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Scan with the camera' })).toBeVisible();
});

test('a browser’s own reader is taken where there is one, and a tag counts once until it comes back later', async ({
	phone,
	hall,
}) => {
	const book = goods(hall.items, 2);
	const { page, requests } = await phone([null]);
	await page.evaluate((tag) => {
		let looks = 0;
		// In sight for ten looks, away until somebody shows it again.
		const show = { from: 0 };
		Object.assign(window, {
			showAgain: () => (show.from = looks),
			isAway: () => looks - show.from > 10,
			BarcodeDetector: class {
				static getSupportedFormats(): Promise<string[]> {
					return Promise.resolve(['qr_code', 'code_128', 'aztec']);
				}
				detect = () => {
					looks += 1;
					return Promise.resolve(looks - show.from <= 10 ? [{ rawValue: tag }] : []);
				};
			},
		});
	}, book.tag);
	await openCamera(page);
	await expect(line(page, book)).toHaveAttribute('data-state', 'held', SOON);
	await page.evaluate(async () => {
		const { isAway } = window as unknown as { isAway: () => boolean };
		while (!isAway()) await new Promise(requestAnimationFrame);
		const begin = performance.now();
		while (performance.now() - begin < 3_500) await new Promise(requestAnimationFrame);
	});
	await expect(page.getByText('is in the basket already')).toHaveCount(0);
	await page.evaluate(() => (window as unknown as { showAgain: () => void }).showAgain());
	await expect(page.getByText('is in the basket already')).toBeVisible();
	expect(requests.filter((url) => url.endsWith('.wasm'))).toEqual([]);
});

test('what is no tag is shown raw and adds nothing', async ({ phone }) => {
	const { page } = await phone([qrCode('WIFI:T:WPA;S:hall;P:secret;;')]);
	await openCamera(page);
	await expect(page.getByRole('alert')).toContainText('“WIFI:T:WPA;S:hall;P:secret;;” is no tag', SOON);
	await expect(page.getByText('Nothing scanned yet.')).toBeVisible();
});

test('the code of a parked basket is told apart from tags', async ({ phone }) => {
	const { page } = await phone([qrCode('CARTK7PB9XR2')]);
	await openCamera(page);
	await expect(page.getByRole('alert')).toContainText('That is the code of a parked basket', SOON);
});

test('a tag and a scout’s code before the till’s camera are lines in its cart', async ({ phone, hall }) => {
	const [bike, suit] = [goods(hall.items, 3), goods(hall.items, 4)];
	const cart = 'K7PB-9XR2';
	const session = hall.sessionId;
	await hall.ask('cashier', HOLD, { session, input: { cart, tags: [suit.tag], till: 'Scout 47' } });
	await hall.ask('cashier', PARK, { session, input: { cart, till: 'Scout 47', note: 'red pram' } });
	const { page } = await phone([qrCode(`https://hall.example/t/${bike.tag}`), null, qrCode(cartCode(cart))]);
	await page.goto('/till');
	await page.getByLabel('Name of this till').fill('T5');
	await page.getByRole('button', { name: 'Open the till' }).click();
	await expect(page.locator('[data-link=online]')).toBeVisible();
	await page.keyboard.press('F7');
	for (const item of [bike, suit]) {
		await expect(page.locator(`[data-line="${item.tag}"]`)).toHaveAttribute('data-hold', 'held', SOON);
	}
	await page.screenshot({ path: 'screenshots/camera-till-phone-light.png' });
});

const obstacles = [
	['a camera that was refused', [null], ['--deny-permission-prompts'], 'The camera is blocked for this page'],
	['a device without a camera', null, ['--use-fake-ui-for-media-stream'], 'This device has no camera'],
] as const;
for (const [name, pictures, switches, sentence] of obstacles) {
	test(`${name} says what to do, and typing goes on`, async ({ phone, hall }) => {
		const train = goods(hall.items, 0);
		const { page } = await phone(pictures, switches);
		await openCamera(page);
		await expect(page.getByText(sentence)).toBeVisible(SOON);
		await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
		await page.getByLabel('Tag', { exact: true }).fill(train.tag);
		await page.keyboard.press('Enter');
		await expect(line(page, train)).toBeVisible();
	});
}

test('an insecure page says that it is one', async ({ phone }) => {
	const switches = ['--host-resolver-rules=MAP hall.test 127.0.0.1'];
	const { page } = await phone([null], switches, 'hall.test');
	await openCamera(page);
	await expect(page.getByText('Browsers open the camera on secure pages only')).toBeVisible();
});

test('a reader that cannot be loaded says so, and comes when the network is back', async ({
	phone,
	hall,
}) => {
	const train = goods(hall.items, 0);
	const { page } = await phone([qrCode(train.tag)]);
	await page.route('**/*.wasm', (route) => route.abort());
	await openCamera(page);
	await expect(page.getByText('The reader for the camera could not be loaded')).toBeVisible(SOON);
	await page.unroute('**/*.wasm');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(line(page, train)).toBeVisible(SOON);
});
