import { describe, expect, test } from 'vitest';
import {
	exact,
	formatBps,
	formatExact,
	formatMoney,
	minor,
	minorDigits,
	parseTyped,
	round,
	sum,
	toApi,
} from './index.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('amounts of the API', () => {
	test.each([
		['12.50', 'EUR', 1250n],
		['0.05', 'USD', 5n],
		['-3.00', 'EUR', -300n],
		['1200', 'JPY', 1200n],
		['90071992547409.93', 'EUR', 9007199254740993n],
	])('%s %s is %s and back', (text, currency, amount) => {
		expect(minor(text, currency)).toBe(amount);
		expect(toApi(amount, currency)).toBe(text);
	});

	test.each(['', '1,50', '1.505', 'NaN', '1e3', ' 1.00'])('%j is no amount', (text) => {
		expect(() => minor(text, 'EUR')).toThrow('not an amount');
	});

	test('a tenth added ten times is one', () => {
		expect(sum(Array.from({ length: 10 }, () => minor('0.10', 'EUR')))).toBe(minor('1.00', 'EUR'));
	});

	test('shares are rounded once, half away from zero', () => {
		expect(exact('1.005', 'EUR')).toBe(1_005_000n);
		expect([exact('1.005', 'EUR'), exact('-1.005', 'EUR'), exact('1.004999', 'EUR')].map(round)).toEqual([
			101n,
			-101n,
			100n,
		]);
		expect(round(exact('2.5', 'JPY'))).toBe(3n);
	});
});

describe('typed amounts', () => {
	test.each([
		['1,50', 150n],
		['1.50', 150n],
		['1', 100n],
		['1.', 100n],
		['0,5', 50n],
		[',5', 50n],
		[' 12,00 ', 1200n],
		['1.234,50', 123450n],
		['1,234.50', 123450n],
		["1'234.50", 123450n],
		['1 234,50', 123450n],
		['1.234.567', 123456700n],
		['000', 0n],
	])('%j is %s cents', (text, amount) => {
		expect(parseTyped(text, 'EUR')).toBe(amount);
	});

	test.each([
		'',
		' ',
		',',
		'.',
		'-1',
		'+1',
		'1,505',
		'1.234',
		'12.34,5',
		'1,2,3',
		'1.2.3,00',
		'1e3',
		'½',
		'💶',
		'1€',
		'1234567890',
		'9'.repeat(5000),
	])('%j is none', (text) => {
		expect(parseTyped(text, 'EUR')).toBeNull();
	});

	test('yen have no places, and either separator groups them', () => {
		expect(minorDigits('JPY')).toBe(0);
		expect(parseTyped('1,200', 'JPY')).toBe(1200n);
		expect(parseTyped('1.200', 'JPY')).toBe(1200n);
		expect(parseTyped('1.5', 'JPY')).toBeNull();
	});
});

describe('money for people', () => {
	test('stands as the language writes it', () => {
		expect(formatMoney(123450n, 'EUR', 'en')).toBe('€1,234.50');
		expect(plain(formatMoney(123450n, 'EUR', 'de'))).toBe('1.234,50 €');
		expect(formatMoney(1200n, 'JPY', 'en')).toBe('¥1,200');
		expect(formatMoney(-5n, 'USD', 'en')).toBe('-$0.05');
	});

	test('is exact beyond what a float holds', () => {
		expect(formatMoney(9007199254740993n, 'USD', 'en')).toBe('$90,071,992,547,409.93');
	});

	test('shares and rates', () => {
		expect(formatExact(exact('1.005', 'EUR'), 'EUR', 'en')).toBe('€1.01');
		expect(plain(formatBps(6525, 'de'))).toBe('65,25 %');
	});
});
