import { describe, expect, it } from 'vitest';
import { changed, lineOfTag, newCart, obstacleTo, totalOf, withoutLine } from './cart.ts';
import { saleInput } from './sale.ts';
import { BIKE, cartOf, DEVICE, TRAIN, withUnknown } from './testing.ts';

describe('a cart', () => {
	it('has its newest line on top, and its sum', () => {
		const cart = cartOf(TRAIN, BIKE);
		expect(cart.lines.map((line) => line.tag)).toEqual([BIKE, TRAIN]);
		expect(totalOf(cart)).toBe(2500n);
		expect(lineOfTag(cart, TRAIN)?.title).toBe(`Thing ${TRAIN}`);
	});

	it('keeps its key and name whatever happens to its lines', () => {
		const cart = cartOf(TRAIN);
		const emptied = withoutLine(cart, 1);
		expect([emptied.key, emptied.name]).toEqual([cart.key, cart.name]);
		expect(newCart(false).key).not.toBe(cart.key);
	});

	it('does not use a line’s place again: an answer that comes late finds no other line', () => {
		const cart = cartOf(TRAIN, BIKE);
		const late = changed(withoutLine(cart, 2), 2, { hold: 'held' });
		expect(late.lines.map((line) => line.hold)).toEqual(['none']);
	});

	it.each([
		['nothing in it', newCart(false), 'EMPTY'],
		['a red line', changed(cartOf(TRAIN), 1, { objection: { kind: 'UNKNOWN_TAG' } }), 'OBJECTION'],
		['no price yet', changed(cartOf(TRAIN), 1, { price: null }), 'NO_PRICE'],
		[
			'another price to be accepted',
			changed(cartOf(TRAIN), 1, { objection: { kind: 'PRICE_CHANGED', was: 900n } }),
			'OBJECTION',
		],
		['nothing against it', cartOf(TRAIN), null],
	] as const)('with %s', (_, cart, obstacle) => {
		expect(obstacleTo(cart)).toBe(obstacle);
	});
});

describe('what the server is told', () => {
	it('is each line in the order of the scans, with its price, and tenders that add up', () => {
		const cart = withUnknown(cartOf(TRAIN, BIKE), 'ÄÖ🧸', 'Bear', 200n);
		const input = saleInput(cart, [{ kind: 'CASH', given: 3000n }], DEVICE, 412);
		expect(input).toEqual({
			till: '3',
			receipt: '3-0412',
			cart: cart.name,
			lines: [
				{ tag: TRAIN, price: '12.50' },
				{ tag: BIKE, price: '12.50' },
				{ unknown: { description: 'ÄÖ🧸: Bear', consignorNumber: null }, price: '2.00' },
			],
			tenders: [{ kind: 'CASH', amount: '27.00' }],
		});
	});

	it('cuts what is said of a thing at the API’s limit, between signs', () => {
		const cart = withUnknown(newCart(false), '🧸'.repeat(300), 'Bear', 200n);
		const [line] = saleInput(cart, [{ kind: 'CASH', given: 200n }], DEVICE, 1).lines;
		expect(line?.unknown?.description).toBe('🧸'.repeat(200));
	});
});
