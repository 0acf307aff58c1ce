import { describe, expect, test } from 'vitest';
import { fine, sum } from '$lib/money';
import { explain, type Payout } from './payout.ts';

const event = {
	currency: 'EUR',
	rates: { baseShareBps: 6500, volunteerBonusBps: 500, superBonusBps: 500, maxShareBps: 8000 },
} as const;

const sold = (price: string, net = price, discount = '0.00') => ({
	sold: { at: '2027-04-10T12:00:00Z', price, discount, net },
});
const figures = (soldCount: number, grossSales: string, estimatedPayout: string, shareBps = 6500) => ({
	soldCount,
	grossSales,
	estimatedPayout,
	shareBps,
});

/** What a person would check with a pocket calculator. */
function addsUp(payout: Payout): boolean {
	const toGross =
		payout.grossLines.length === 0 || sum(payout.grossLines.map((line) => line.amount)) === payout.gross;
	const toPayout = fine(payout.gross) + sum(payout.shareLines.map((line) => line.amount));
	return toGross && toPayout === fine(payout.payout);
}

describe('a payout is explained', () => {
	test('by what was sold, the house’s part and one rounding', () => {
		const payout = explain(
			figures(2, '20.50', '13.33'),
			[sold('12.50'), sold('8.00'), { sold: null }],
			event,
		);
		expect(payout.grossLines).toEqual([{ kind: 'tags', amount: 2050n }]);
		expect(payout.share).toBe(13_325_000n);
		expect(payout.shareLines).toEqual([
			{ kind: 'house', amount: -7_175_000n },
			{ kind: 'rounding', amount: 5_000n },
		]);
		expect(addsUp(payout)).toBe(true);
	});

	test('with discounts, tax, and what was credited without a tag', () => {
		const items = [sold('12.50', '10.00', '2.50'), sold('11.90', '10.00')];
		const payout = explain(figures(2, '25.00', '16.25'), items, event);
		expect(payout.grossLines).toEqual([
			{ kind: 'tags', amount: 2440n },
			{ kind: 'discounts', amount: -250n },
			{ kind: 'tax', amount: -190n },
			{ kind: 'credited', amount: 500n },
		]);
		expect(payout.shareLines.map((line) => line.kind)).toEqual(['house']);
		expect(addsUp(payout)).toBe(true);
	});

	test('with a bonus beside the base share', () => {
		const payout = explain(figures(1, '10.00', '7.00', 7000), [sold('10.00')], event);
		expect([payout.baseShareBps, payout.bonusBps]).toEqual([6500, 500]);
		expect(addsUp(payout)).toBe(true);
	});

	test('without the items, while these are of another moment', () => {
		const payout = explain(figures(2, '20.50', '13.33'), [sold('12.50')], event);
		expect(payout.grossLines).toEqual([]);
		expect(addsUp(payout)).toBe(true);
	});

	test('and what these rules do not explain is shown rather than hidden', () => {
		const payout = explain(figures(1, '10.00', '6.00'), [sold('10.00')], event);
		expect(payout.shareLines.at(-1)).toEqual({ kind: 'other', amount: -500_000n });
		expect(addsUp(payout)).toBe(true);
	});

	test('of nothing is nothing', () => {
		const payout = explain(figures(0, '0.00', '0.00'), [{ sold: null }], event);
		expect(payout.grossLines).toEqual([{ kind: 'tags', amount: 0n }]);
		expect(addsUp(payout)).toBe(true);
	});
});
