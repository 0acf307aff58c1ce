/** Where the money went: what was taken is what everybody gets, to the last cent, as it is shown. */
import { exact, minor, round, sum, type Exact, type Minor } from '$lib/money';
import type { LiveTotalsFragment } from '$lib/live/sessionTotals.generated';

/** Parts of what was taken, in the order in which they are shown. */
export const PARTS = ['shares', 'house', 'unattributed', 'tax', 'charges', 'rounding'] as const;
export type Part = (typeof PARTS)[number];

export interface Identity {
	/** What was kept, of all kinds. */
	taken: Minor;
	/** As shown: they add up to `taken`. */
	parts: Record<Part, Minor>;
	/** Net of all sold lines: what consignors and house share. */
	sales: Minor;
	/** The books' own sums agree, in 1/10,000 of a minor unit. If they do not, the screen must say so. */
	holds: boolean;
}

/** Parts of a total in 1/10,000 of a minor unit. */
export function exactParts(totals: LiveTotalsFragment, currency: string): Record<Part, Exact> {
	return {
		shares: exact(totals.consignorShareTotal, currency),
		house: exact(totals.houseCutTotal, currency),
		unattributed: exact(totals.unattributedTotal, currency),
		tax: exact(totals.taxTotal, currency),
		charges: exact(totals.chargesTotal, currency),
		rounding: exact(totals.roundingTotal, currency),
	};
}

/** Rounds as settlement does: the consignors' shares, and the house gets what is left. */
export function identity(totals: LiveTotalsFragment, currency: string): Identity {
	const taken = sum(totals.tenderTotals.map(({ amount }) => minor(amount, currency)));
	const parts = exactParts(totals, currency);
	const shown = Object.fromEntries(PARTS.map((part) => [part, round(parts[part])])) as Record<Part, Minor>;
	const sales = minor(totals.salesTotal, currency);
	shown.house = sales - shown.shares;
	const holds =
		sum(Object.values(parts)) === sum(totals.tenderTotals.map(({ amount }) => exact(amount, currency))) &&
		parts.shares + parts.house === exact(totals.salesTotal, currency) &&
		sum(Object.values(shown)) === taken;
	return { taken, parts: shown, sales, holds };
}
