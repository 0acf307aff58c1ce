/** Who looks at a page. */
import type { ViewerQuery } from '$lib/server/viewer.generated';

export type Viewer = NonNullable<ViewerQuery['viewer']>;
export type Role = Viewer['roles'][number];

/** `refused`: the token was revoked, or never was one. `unreachable`: nobody can tell now. */
export type Session =
	| { state: 'signedIn'; viewer: Viewer }
	| { state: 'signedOut' }
	| { state: 'refused' }
	| { state: 'unreachable' };

/** The pages and who may open each; organizers may all but the consignors'. */
export const PAGES = {
	organizer: ['ORGANIZER'],
	till: ['CASHIER', 'ORGANIZER'],
	scout: ['CASHIER', 'ORGANIZER'],
	consignor: ['CONSIGNOR'],
} as const satisfies Record<string, readonly Role[]>;
export type Page = keyof typeof PAGES;

/** Is this the name of a page? */
export function isPage(name: string): name is Page {
	return Object.hasOwn(PAGES, name);
}

/** May this viewer open this page? The API decides again, with every request. */
export function mayOpen(page: Page, viewer: Viewer): boolean {
	return viewer.roles.some((role) => (PAGES[page] as readonly Role[]).includes(role));
}
