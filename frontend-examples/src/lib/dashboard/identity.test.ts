import { expect, test } from 'vitest';
import type { LiveTotalsFragment } from '$lib/live/sessionTotals.generated';
import { sum } from '$lib/money';
import { identity } from './identity.ts';

const NOTHING: LiveTotalsFragment = {
	sequence: 1,
	itemCount: 5,
	availableCount: 5,
	pendingCount: 0,
	soldCount: 0,
	saleCount: 0,
	voidedCount: 0,
	needsReviewCount: 0,
	salesTotal: '0.00',
	discountTotal: '0.00',
	consignorShareTotal: '0.000000',
	houseCutTotal: '0.000000',
	unattributedTotal: '0.000000',
	taxTotal: '0.00',
	chargesTotal: '0.00',
	roundingTotal: '0.000000',
	tenderTotals: [],
};

test('nothing sold adds up to nothing', () => {
	expect(identity(NOTHING, 'EUR')).toMatchObject({ taken: 0n, sales: 0n, holds: true });
});

test('two halves of a cent are not rounded up both: the house gets what is left', () => {
	const money = identity(
		{
			...NOTHING,
			salesTotal: '12.50',
			consignorShareTotal: '8.125000',
			houseCutTotal: '4.375000',
			tenderTotals: [{ kind: 'CASH', amount: '12.50' }],
		},
		'EUR',
	);
	expect(money.parts).toMatchObject({ shares: 813n, house: 437n });
	expect([sum(Object.values(money.parts)), money.taken, money.holds]).toEqual([1250n, 1250n, true]);
});

test('every part counts, also what is negative', () => {
	const totals = {
		...NOTHING,
		salesTotal: '10.00',
		consignorShareTotal: '6.500000',
		houseCutTotal: '3.500000',
		unattributedTotal: '12.500000',
		taxTotal: '0.70',
		chargesTotal: '2.00',
		roundingTotal: '-0.020000',
		tenderTotals: [
			{ kind: 'CASH' as const, amount: '20.18' },
			{ kind: 'CARD' as const, amount: '5.00' },
		],
	};
	expect(identity(totals, 'EUR')).toMatchObject({ taken: 2518n, holds: true });
});

test('a ten thousandth of a cent that is missing is seen', () => {
	const totals = {
		...NOTHING,
		salesTotal: '12.50',
		consignorShareTotal: '8.125000',
		houseCutTotal: '4.374999',
		tenderTotals: [{ kind: 'CASH' as const, amount: '12.50' }],
	};
	expect(identity(totals, 'EUR').holds).toBe(false);
});
