import { describe, expect, it } from 'vitest';
import { changeOf, kept, likelyAmounts, remaining, withPart, type Part } from './tender.ts';

const cash = (given: bigint): Part => ({ kind: 'CASH', given });
const card = (given: bigint): Part => ({ kind: 'CARD', given });

describe('what is due', () => {
	it.each([
		['nothing given', 1250n, [], 1250n, 0n],
		['exactly', 1250n, [cash(1250n)], 0n, 0n],
		['too much cash gives change', 1250n, [cash(2000n)], 0n, 750n],
		['a part by card', 1250n, [card(1000n)], 250n, 0n],
		['card, then a note', 1250n, [card(1000n), cash(500n)], 0n, 250n],
	] as const)('%s', (_, total, parts, due, change) => {
		expect(remaining(total, parts)).toBe(due);
		expect(changeOf(total, parts)).toBe(change);
	});
});

describe('a part', () => {
	it.each([
		['no amount', 'CASH', null, 'NOT_AN_AMOUNT'],
		['a negative one', 'CASH', -500n, 'NOT_AN_AMOUNT'],
		['nothing', 'CASH', 0n, 'NOTHING'],
		['a card above what is due', 'CARD', 1251n, 'TOO_MUCH'],
		['a check above what is due', 'CHECK', 1251n, 'TOO_MUCH'],
	] as const)('%s is refused', (_, kind, given, problem) => {
		expect(withPart(1250n, [], kind, given)).toEqual({ problem });
	});

	it('is refused once all is paid', () => {
		expect(withPart(1250n, [cash(2000n)], 'CARD', 1n)).toEqual({ problem: 'PAID_ALREADY' });
	});

	it('is the eleventh: the API takes ten', () => {
		const parts = Array.from({ length: 10 }, () => cash(1n));
		expect(withPart(1250n, parts, 'CASH', 1n)).toEqual({ problem: 'TOO_MANY' });
	});
});

describe('what is kept', () => {
	it.each([
		['cash without its change', [cash(2000n)], [{ kind: 'CASH', amount: 1250n }]],
		['two notes as one', [cash(1000n), cash(500n)], [{ kind: 'CASH', amount: 1250n }]],
		[
			'a split, the change out of the cash',
			[card(1000n), cash(500n)],
			[
				{ kind: 'CASH', amount: 250n },
				{ kind: 'CARD', amount: 1000n },
			],
		],
	] as const)('is %s', (_, parts, amounts) => {
		expect(kept(1250n, parts)).toEqual(amounts);
	});

	it('adds up to the total for any split', () => {
		for (let total = 1n; total < 3000n; total += 37n) {
			for (const byCard of [0n, 1n, total / 3n, total - 1n]) {
				const parts = [...(byCard > 0n ? [card(byCard)] : []), cash(total - byCard + 499n)];
				const sum = kept(total, parts).reduce((all, { amount }) => all + amount, 0n);
				expect(sum).toBe(total);
			}
		}
	});

	it('is nothing that is not paid', () => {
		expect(() => kept(1250n, [card(1000n)])).toThrow('not paid');
	});
});

describe('amounts to tap', () => {
	it('are what is due and the next round ones, each once', () => {
		expect(likelyAmounts(1250n, 2)).toEqual([1250n, 1500n, 2000n, 5000n]);
		expect(likelyAmounts(2000n, 2)).toEqual([2000n, 5000n, 10000n]);
		expect(likelyAmounts(7n, 0)).toEqual([7n, 10n, 20n, 50n]);
	});
});
