import { expect, test } from 'vitest';
import { choices, consignorOfTag, decision, mattersOf, type Form, type Matter } from './decision.ts';
import type { ReviewSale } from './review.svelte.ts';

const LINE = {
	position: 1,
	status: 'UNATTRIBUTED',
	tag: '0041700230',
	net: '12.50',
} as ReviewSale['lines'][number];
const SOLD = { ...LINE, position: 0, status: 'SOLD' } as ReviewSale['lines'][number];
const MATTER: Matter = { line: LINE };
const FORM: Form = { resolution: '', tag: '', consignor: '', note: 'why' };
const sale = (reviewReasons: ReviewSale['reviewReasons'], lines = [SOLD, LINE]) =>
	({ reviewReasons, lines }) as ReviewSale;

test('each line whose money is nobody’s is a matter, and so is the sale itself', () => {
	expect(mattersOf(sale(['ALREADY_SOLD']))).toEqual([{ line: LINE }]);
	expect(mattersOf(sale(['TENDER', 'ALREADY_SOLD', 'CLOCK']))).toEqual([
		{ line: LINE },
		{ line: null, reasons: ['TENDER', 'CLOCK'] },
	]);
	// The line was accepted before: only the sale is left.
	expect(mattersOf(sale(['PRICE']))).toEqual([{ line: null, reasons: ['PRICE'] }]);
});

test('a whole sale can only be accepted', () => {
	expect(choices({ line: null, reasons: ['TENDER'] })).toEqual(['ACCEPT']);
	expect(choices(MATTER)).toHaveLength(4);
});

test.each([
	[{}, { missing: 'resolution' }],
	[{ resolution: 'ATTRIBUTE_TO_ITEM', tag: '  ' }, { missing: 'tag' }],
	[{ resolution: 'ATTRIBUTE_TO_CONSIGNOR', consignor: '0' }, { missing: 'consignor' }],
	[{ resolution: 'ATTRIBUTE_TO_CONSIGNOR', consignor: '-3' }, { missing: 'consignor' }],
	[{ resolution: 'KEEP_FOR_HOUSE', note: ' ' }, { missing: 'note' }],
	[{ resolution: 'KEEP_FOR_HOUSE', note: 'x'.repeat(201) }, { missing: 'note' }],
	[{ resolution: 'KEEP_FOR_HOUSE', note: '🏷'.repeat(201) }, { missing: 'note' }],
] satisfies [Partial<Form>, unknown][])('%j is not complete', (form, expected) => {
	expect(decision(MATTER, { ...FORM, ...form })).toEqual(expected);
});

test('a note has as many characters as the API takes', () => {
	const form: Form = { ...FORM, resolution: 'ACCEPT', note: '🏷'.repeat(200) };
	expect(decision(MATTER, form)).toMatchObject({ input: { note: form.note } });
});

test('only what belongs to the decision is sent', () => {
	const form: Form = { resolution: 'ATTRIBUTE_TO_CONSIGNOR', tag: '123', consignor: '00417', note: ' why ' };
	expect(decision(MATTER, form)).toEqual({
		input: {
			position: 1,
			resolution: 'ATTRIBUTE_TO_CONSIGNOR',
			tag: null,
			consignorNumber: 417,
			note: 'why',
		},
	});
	expect(decision({ line: null, reasons: ['TENDER'] }, { ...form, resolution: 'ACCEPT' })).toEqual({
		input: { position: null, resolution: 'ACCEPT', tag: null, consignorNumber: null, note: 'why' },
	});
});

test('a tag names its consignor', () => {
	expect([consignorOfTag('00417-0023-0'), consignorOfTag('417'), consignorOfTag(null)]).toEqual([
		'417',
		'',
		'',
	]);
});
