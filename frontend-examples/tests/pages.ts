/** Every page in a state that shows what it can, for the tests that look at all of them. */
import { expect, type Page } from '@playwright/test';
import { busyDashboard } from './dashboard.ts';
import { visit } from './fixtures.ts';
import type { Hall, Role } from './hall.ts';
import { choose } from './organizer.ts';
import { Season } from './season.ts';
import { busyTill, payingTill, soldTill } from './tillDesk.ts';

/** A tag of the hall whose title begins so. */
const tagOf = (hall: Hall, title: string) =>
	hall.items.find((item) => item.title.startsWith(title))?.tag ?? '';

/** A consignor with everything to see: sold, reduced, credited, and an earlier sale. */
let season: Promise<Season> | undefined;
const someSeason = (hall: Hall) => (season ??= openSeason(hall));
async function openSeason(hall: Hall): Promise<Season> {
	const opened = await Season.open(hall);
	await opened.sell(0);
	await opened.complete();
	await opened.next('Autumn fair');
	await opened.sell(0);
	await opened.sellReduced(1, '5.05');
	await opened.credit('4.00');
	return opened;
}

function eventAt(hall: Hall): string {
	return `/organizer/events/${encodeURIComponent(hall.eventId)}`;
}

/** A name for pictures, the way there, and who looks if somebody must be signed in. */
export const PAGES: [name: string, open: (page: Page, hall: Hall) => Promise<void>, as?: Role][] = [
	['start', async (page) => void (await page.goto('/'))],
	['start-cashier', async (page) => void (await page.goto('/')), 'cashier'],
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
	[
		'consignor',
		async (page, hall) => {
			await (await someSeason(hall)).signIn(page.context());
			await page.goto('/consignor');
			await expect(page.locator('[data-connection="live"]')).toBeVisible();
		},
	],
	['consignor-of', async (page) => void (await page.goto('/consignor/23')), 'organizer'],
	['consignor-forbidden', async (page) => void (await page.goto('/consignor/23')), 'consignor'],
	['look-up', async (page) => void (await page.goto('/t'))],
	['tag', async (page, hall) => void (await page.goto(`/t/${tagOf(hall, 'Picture')}`))],
	['tag-unknown', async (page) => void (await page.goto('/t/9999999999'))],
	[
		'tag-consignor',
		async (page, hall) => {
			const season = await someSeason(hall);
			await season.signIn(page.context());
			await page.goto(`/t/${season.item(1).tag}`);
		},
	],
	['tag-staff', async (page, hall) => void (await page.goto(`/t/${tagOf(hall, 'Balance')}`)), 'organizer'],
	[
		'till-setup',
		async (page) => {
			await page.goto('/till');
			await expect(page.getByLabel('Name of this till')).toBeVisible();
		},
		'cashier',
	],
	['till', busyTill],
	['till-pay', payingTill],
	['till-sold', soldTill],
	[
		'till-receipts',
		async (page, hall) => {
			await soldTill(page, hall);
			await page.getByRole('button', { name: /^Receipts/ }).click();
			await expect(page.locator('[data-sale]').first()).toBeVisible();
		},
	],
	['dashboard', busyDashboard],
	[
		'dashboard-figure',
		async (page, hall) => {
			await busyDashboard(page, hall);
			await page.locator('[data-money=shares]').click();
			await page.getByRole('dialog').locator('li button').first().click();
			await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
		},
	],
	[
		'dashboard-review',
		async (page, hall) => {
			await busyDashboard(page, hall);
			await page.locator('[data-review] button').first().click();
			await page.getByLabel('It belongs to this consignor').check();
			await expect(page.getByRole('dialog')).toContainText('Ada Example');
		},
	],
	['organizer', async (page) => void (await page.goto('/organizer')), 'organizer'],
	[
		'organizer-new-wrong',
		async (page) => {
			await visit(page, '/organizer/events/new');
			await page.getByRole('button', { name: 'Create the event' }).click();
			await expect(page.getByRole('alert').first()).toBeVisible();
		},
		'organizer',
	],
	['organizer-event', async (page, hall) => void (await page.goto(eventAt(hall))), 'organizer'],
	['organizer-items', async (page, hall) => void (await page.goto(`${eventAt(hall)}/items`)), 'organizer'],
	[
		'organizer-consignors',
		async (page, hall) => void (await page.goto(`${eventAt(hall)}/consignors`)),
		'organizer',
	],
	[
		'organizer-import-wrong',
		async (page, hall) => {
			await page.goto(`${eventAt(hall)}/import`);
			const rows = 'ref,consignor,title,category,price\nA,417,Coat,clothing,6.50\nB,999,Train,toys,free\n';
			await choose(page, 'items.csv', rows);
			await expect(page.getByRole('cell', { name: 'price' })).toBeVisible();
		},
		'organizer',
	],
	[
		'organizer-restock',
		async (page, hall) => {
			await visit(page, eventAt(hall));
			await page.getByRole('button', { name: 'Restock' }).click();
			await page.getByRole('dialog').getByLabel('Tags').fill('00417-9999-0');
			await page.getByRole('dialog').getByRole('button', { name: 'Restock' }).click();
			await expect(page.getByRole('alert')).toBeVisible();
		},
		'organizer',
	],
	[
		'organizer-complete',
		async (page, hall) => {
			await visit(page, eventAt(hall));
			await page.getByRole('button', { name: 'Complete the sale' }).click();
			await expect(page.getByText(/^(No till|These tills)/)).toBeVisible();
		},
		'organizer',
	],
	[
		'graphiql',
		async (page) => {
			await page.goto('/graphiql');
			await expect(
				page.getByRole('region', { name: 'Operation Editor' }).locator('.view-lines'),
			).toBeVisible();
		},
		'organizer',
	],
];
