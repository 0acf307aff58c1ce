import { expect, test } from 'vitest';
import { timelineOf, type TagItem } from './timeline.ts';

const item: TagItem = {
	tag: '0041700230',
	tagPrinted: '00417-0023-0',
	title: 'Wooden train',
	category: 'Toys',
	size: null,
	price: '12.50',
	saleStatus: 'AVAILABLE',
	inventoryState: 'LOCKED',
	discountable: true,
	donate: false,
	version: 2,
	updatedAt: '2027-04-01T10:00:00.000Z',
	consignorNumber: 417,
	consignor: { displayName: 'Ada' },
	hold: null,
	sold: null,
	event: {
		id: 'event',
		name: 'Spring',
		currency: 'EUR',
		timeZone: 'Europe/Berlin',
		startsAt: '2027-04-10T08:00:00.000Z',
		endsAt: '2027-04-12T18:00:00.000Z',
	},
};
const now = new Date('2027-04-10T12:00:00.000Z');
const kinds = (item: TagItem) =>
	timelineOf(item, now).map(({ kind, ahead }) => `${kind}${ahead ? ' ahead' : ''}`);

test('an item on the floor waits for the end', () => {
	expect(kinds(item)).toEqual(['described', 'begins', 'ends ahead']);
});

test('in a cart it is held until the hold ends', () => {
	const hold = { kind: 'CART', channel: 'POS', till: null, expiresAt: '2027-04-10T12:15:00.000Z' } as const;
	expect(kinds({ ...item, saleStatus: 'PENDING', hold })).toEqual([
		'described',
		'begins',
		'held ahead',
		'ends ahead',
	]);
});

test('sold is the end, at the time of the till', () => {
	const sold = {
		at: '2027-04-10T11:00:00.000Z',
		channel: 'POS',
		till: null,
		price: '12.50',
		discount: '0.00',
		net: '12.50',
		consignorShare: '8.125000',
	} as const;
	expect(kinds({ ...item, saleStatus: 'SOLD', sold })).toEqual(['described', 'begins', 'sold']);
});
