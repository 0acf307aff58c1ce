import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { Hall, type Role } from './hall.ts';

interface Given {
	/** Signs a browser in without the form. */
	signedIn: (role: Role, context?: BrowserContext, url?: string) => Promise<void>;
	/** What the page's policy has stopped, and what its scripts have thrown; empty unless something is wrong. */
	complaints: string[];
}

export const test = base.extend<Given, { hall: Hall }>({
	hall: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
		async ({}, use) => {
			const hall = await Hall.open();
			await use(hall);
			await hall.close();
		},
		{ scope: 'worker' },
	],
	baseURL: async ({ hall }, use) => use(hall.appUrl),
	signedIn: async ({ hall, context: own }, use) =>
		use(async (role, context = own, url = hall.appUrl) => {
			await context.addCookies([
				{
					name: 'hangtag_token',
					value: hall.tokens[role],
					url,
					httpOnly: true,
					sameSite: 'Lax',
				},
			]);
		}),
	complaints: async ({ page }, use) => {
		const complaints: string[] = [];
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
		page.on('pageerror', (error) => complaints.push(error.message));
		await use(complaints);
	},
});

/** Opens a page, and waits until its scripts have it: what is pressed before is lost. SvelteKit adds this when it has mounted. */
export async function visit(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await awake(page);
}

/** After a reload. */
export const awake = (page: Page) => expect(page.locator('#svelte-announcer')).toBeAttached();

export { expect, type Page };
