import { describe, expect, test } from 'vitest';
import { planConsignors, readConsignors } from './consignors.ts';
import { FileFault, type Why } from './fault.ts';
import { readItems } from './items.ts';
import { batches, planItems } from './plan.ts';
import { readPrice } from './price.ts';
import { readTable } from './table.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function fault(work: () => unknown): Why {
	try {
		work();
	} catch (reason) {
		if (reason instanceof FileFault) return reason.why;
		throw reason;
	}
	throw new Error('nothing was wrong');
}

describe('a table is known whatever program wrote it', () => {
	test.each([
		['UTF-8 and commas', bytes('ref,title\n1,coat\n'), 'UTF-8', ',', ['1', 'coat']],
		['a mark and semicolons', bytes('\ufeffref;title\r\n1;Mütze'), 'UTF-8', ';', ['1', 'Mütze']],
		['Windows-1252 and tabs', latin('ref\ttitle\r1\tM\xfctze\r'), 'Windows-1252', '\t', ['1', 'Mütze']],
		[
			'a line for spreadsheets',
			bytes('sep=;\r\n Ref ; title\r\n1;coat\r\n\r\n;\r\n'),
			'UTF-8',
			';',
			['1', 'coat'],
		],
	])('%s', (_, file, encoding, delimiter, cells) => {
		const table = readTable(file);
		expect([table.encoding, table.delimiter]).toEqual([encoding, delimiter]);
		expect(table.rows.map((row) => row.cells)).toEqual([cells]);
		expect(table.header.map((name) => name.toLowerCase())).toEqual(['ref', 'title']);
	});

	test('rows are counted as a spreadsheet does: blank ones too, a line break in quotes not', () => {
		const table = readTable(bytes('ref,title\n\n1,"a\nb"\n\n2,c\n'));
		expect(table.rows.map((row) => row.number)).toEqual([3, 5]);
	});

	// The euro sign of Windows-1252 is tried in a browser: Node reads 0x80 as ISO 8859-1 has it.
	test('the digest is of the bytes behind the mark', () => {
		// As the server's program has it: SHA-256 of these bytes, the first eight.
		expect(readTable(bytes('\ufeffa\n1')).digest).toBe(readTable(bytes('a\n1')).digest);
		expect(readTable(bytes('a\n1')).digest).toHaveLength(16);
	});
});

describe('what is no table is a sentence', () => {
	test.each<[string, Uint8Array, Why]>([
		['nothing', bytes(''), { code: 'NO_HEADER' }],
		['a header', bytes('ref,title\n,\n\n'), { code: 'ONLY_HEADER' }],
		['a workbook', latin('PK\x03\x04\x14'), { code: 'WORKBOOK' }],
		['UTF-16', latin('\xff\xfer\0e\0'), { code: 'UTF16' }],
		['a NUL', latin('a\n\0\n'), { code: 'NUL', values: { row: 2, column: 1 } }],
		[
			'a quote that never ends',
			bytes('ref,t\n1,"x\n2\n'),
			{ code: 'OPEN_QUOTE', values: { row: 2, column: 2 } },
		],
		[
			'two encodings',
			latin('ref,t\n\xc3\xbc,\xc3\xa4\n1,\xfc\n'),
			{ code: 'NOT_UTF8', values: { row: 3, column: 2 } },
		],
		[
			'a mark that lies',
			latin('\xef\xbb\xbfref\n\xfc\n'),
			{ code: 'NOT_UTF8', values: { row: 2, column: 1 } },
		],
	])('%s', (_, file, why) => expect(fault(() => readTable(file))).toEqual(why));

	test.each<[string, Why]>([
		[
			'consignor,title,category,prize\n1,a,b,2',
			{
				code: 'UNKNOWN_COLUMN',
				values: {
					column: 4,
					name: 'prize',
					known: 'ref, consignor, title, category, size, price, discountable, donate',
				},
			},
		],
		['consignor,title,category\n1,a,b', { code: 'MISSING_COLUMN', values: { name: 'price' } }],
		['consignor,title,category,price,Price\n1,a,b,2,3', { code: 'COLUMN_TWICE', values: { name: 'Price' } }],
		['Handle,Title\na,b', { code: 'SHOPIFY' }],
	])('%s', (text, why) => expect(fault(() => readItems(readTable(bytes(text)), 'EUR'))).toEqual(why));
});

describe('a price', () => {
	test.each([
		['12', 'USD', '12.00'],
		['12,5', 'EUR', '12.50'],
		[' 0.01 ', 'USD', '0.01'],
		['1,234.50', 'USD', '1234.50'],
		['1.234,50', 'EUR', '1234.50'],
		["1'234.50", 'CHF', '1234.50'],
		['1\u00a0234', 'EUR', '1234.00'],
		['1.234.567,89', 'EUR', '1234567.89'],
		['$ 1,234.50', 'CAD', '1234.50'],
		['US$12', 'USD', '12.00'],
		['12 €', 'EUR', '12.00'],
		['EUR 12.50', 'EUR', '12.50'],
		['12 kr', 'DKK', '12.00'],
		['Fr. 12.50', 'CHF', '12.50'],
	])('%s in %s is %s', (text, currency, price) => expect(readPrice(text, currency)).toEqual({ price }));

	test.each<[string, Why]>([
		['', { code: 'PRICE_EMPTY' }],
		['1,234', { code: 'PRICE_TWO_WAYS', values: { whole: '1234' } }],
		['12.345', { code: 'PRICE_TWO_WAYS', values: { whole: '12345' } }],
		['0.125', { code: 'PRICE_THIRD_DECIMAL' }],
		['1,234.567', { code: 'PRICE_THIRD_DECIMAL' }],
		['1,23.50', { code: 'PRICE_MALFORMED' }],
		['12.', { code: 'PRICE_MALFORMED' }],
		['.50', { code: 'PRICE_MALFORMED' }],
		['1e3', { code: 'PRICE_MALFORMED' }],
		['$', { code: 'PRICE_MALFORMED' }],
		['$-5', { code: 'PRICE_NEGATIVE' }],
		['0,00', { code: 'PRICE_NOTHING' }],
		['10000000.01', { code: 'PRICE_TOO_MUCH', values: { most: '10000000.00' } }],
		['12 €', { code: 'PRICE_CURRENCY', values: { found: '€', event: 'USD' } }],
	])('%j is refused', (text, why) => expect(readPrice(text, 'USD')).toEqual({ why }));
});

const HEADER = 'ref,consignor,title,category,size,price,discountable,donate\n';
const read = (rows: string) => readItems(readTable(bytes(HEADER + rows)), 'EUR');

describe('rows of items', () => {
	test('are read, and what is left out has its default', () => {
		expect(read('A-1,00417, Rain coat ,clothing,,"6,50",,yes').rows[0]?.item).toEqual({
			ref: 'A-1',
			consignorNumber: 417,
			title: 'Rain coat',
			category: 'clothing',
			size: null,
			price: '6.50',
			discountable: true,
			donate: true,
		});
	});

	test('everything wrong with a row is told at once, with row and column', () => {
		const { rows, faults } = read(`A,x,,${'y'.repeat(201)},,free,perhaps,no\nB,417,ok,c,,1,,\nC,417,t`);
		expect(rows.map(({ item }) => item.ref)).toEqual(['B']);
		expect(faults.map(({ row, column, code }) => [row, column, code])).toEqual([
			[2, 'consignor', 'NO_CONSIGNOR_NUMBER'],
			[2, 'title', 'EMPTY'],
			[2, 'category', 'TOO_LONG'],
			[2, 'price', 'PRICE_MALFORMED'],
			[2, 'discountable', 'NEITHER_YES_NOR_NO'],
			[4, '', 'TOO_FEW_CELLS'],
		]);
	});

	test('a formula that an export has shielded comes back as it was, and blank cells at the end do no harm', () => {
		expect(read(`'=1,417,'+5 lamps,c,,1,,,,\n`).rows[0]?.item).toMatchObject({
			ref: '=1',
			title: '+5 lamps',
		});
	});

	test('a row without a name is named by its file and place', () => {
		const [one, two] = read(',417,a,c,,1,,\n,417,a,c,,1,,\n').rows;
		expect(one?.item.ref).toMatch(/^file-[0-9a-f]{16}-row-2$/);
		expect(two?.item.ref).toMatch(/-row-3$/);
	});
});

describe('a plan', () => {
	const standing = { consignors: new Set([417]), items: new Map<string, string>() };

	test('knows what is new, there, there otherwise, and contradicted', () => {
		const { rows } = read('A,417,a,c,,1,,\nA,417,a,c,,1,,\nA,417,b,c,,1,,\nB,418,a,c,,1,,\nC,417,c,c,,1,,\n');
		const items = new Map([['417/C', 'otherwise']]);
		const plan = planItems(rows, { ...standing, items });
		expect(plan.toAdd.map(({ row }) => row.number)).toEqual([2]);
		expect([plan.duplicate, plan.differing]).toEqual([2, 1]);
		expect(plan.faults.map(({ row, code }) => [row, code])).toEqual([
			[4, 'NAMED_TWICE'],
			[5, 'UNKNOWN_CONSIGNOR'],
		]);
	});

	test('is sent in calls of at most 500, in the file’s order', () => {
		const { rows } = read(Array.from({ length: 1_001 }, (_, at) => `R${at},417,a,c,,1,,`).join('\n'));
		const calls = batches(rows);
		expect(calls.map((call) => call.length)).toEqual([500, 500, 1]);
		expect(calls.flat()).toEqual(rows);
	});
});

test('consignors with a number come first, and a number that somebody has is told', () => {
	const table = readTable(bytes('ref,number,name\nn,,Ben\n,417,Ada\n,23,Eve\n,23,Bo\n'));
	const { rows } = readConsignors(table);
	const plan = planConsignors(
		rows,
		new Map([
			[417, 'Ada'],
			[23, 'Bo'],
		]),
	);
	expect(plan.toAdd.map(({ name, displayName }) => [name, displayName])).toEqual([['ref-n', 'Ben']]);
	expect(plan.duplicate).toBe(1);
	expect(plan.faults.map(({ row, code }) => [row, code])).toEqual([
		[4, 'NUMBER_TAKEN'],
		[5, 'NAMED_TWICE'],
	]);
});
