import { expect, test } from 'vitest';
import { counts, select } from './list.ts';
import type { SheetItemFragment } from './sheet.generated';

function item(tag: string, title: string, more: Partial<SheetItemFragment> = {}): SheetItemFragment {
	return {
		tag,
		tagPrinted: `${tag.slice(0, 5)}-${tag.slice(5, 9)}-${tag.slice(9)}`,
		title,
		category: 'Toys',
		size: null,
		price: '5.00',
		donate: false,
		inventoryState: 'LOCKED',
		saleStatus: 'AVAILABLE',
		sold: null,
		event: { id: 'event' },
		...more,
	};
}

const soldAt = (at: string) =>
	({ saleStatus: 'SOLD', sold: { at, price: '5.00', discount: '0.00', net: '5.00' } }) as const;
const items = [
	item('0041700010', 'Wooden train'),
	item('0041700021', 'Rain jacket', { size: '104', saleStatus: 'PENDING' }),
	item('0041700032', 'Picture book', soldAt('2027-04-10T12:00:00.000Z')),
	item('0041700043', 'Doll', soldAt('2027-04-10T13:00:00.000Z')),
	item('0041700054', 'Old doll', { inventoryState: 'TRANSFER', saleStatus: null }),
];
const titles = (selected: SheetItemFragment[]) => selected.map(({ title }) => title);

test('the newest sale is first, then come the others by tag', () => {
	expect(titles(select(items, 'all', ''))).toEqual([
		'Doll',
		'Picture book',
		'Wooden train',
		'Rain jacket',
		'Old doll',
	]);
});

test('every word must be found, in any field', () => {
	expect(titles(select(items, 'all', ' 104  RAIN '))).toEqual(['Rain jacket']);
	expect(titles(select(items, 'all', '00417-0003'))).toEqual(['Picture book']);
	expect(titles(select(items, 'sold', 'doll'))).toEqual(['Doll']);
	expect(select(items, 'all', '🏷️')).toEqual([]);
});

test('each item is counted once, one in a cart as still offered', () => {
	expect(counts(items)).toEqual({ all: 5, sold: 2, offered: 2, idle: 1 });
});
