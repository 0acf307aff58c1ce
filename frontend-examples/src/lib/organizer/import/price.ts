/** Prices as people type them: read where there is one way to read them, refused where there are two. */
import { minor, toApi } from '$lib/money';
import type { Why } from './fault.ts';

/** The API's limit of an amount. */
const PRICE_MAX = '10000000.00';

/** Signs and codes beside an amount, and the currencies that they may mean; longer ones first. */
const SIGNS: readonly (readonly [string, readonly string[]])[] = [
	['us$', ['USD']],
	['$', ['USD', 'CAD', 'AUD', 'NZD']],
	['€', ['EUR']],
	['£', ['GBP']],
	['sfr.', ['CHF']],
	['fr.', ['CHF']],
	['kr', ['SEK', 'NOK', 'DKK']],
	...['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'NZD', 'CHF', 'SEK', 'NOK', 'DKK'].map(
		(code) => [code.toLowerCase(), [code]] as const,
	),
];

/** A price as the API takes it, or why the text is none. */
export type ReadPrice = { price: string } | { why: Why };

/** Reads `12`, `12.5`, `12,50`, `1,234.50`, `1.234,50`, `1'234.50`, `$12` and `12 €`, in an event's currency. */
export function readPrice(text: string, currency: string): ReadPrice {
	const lower = text.trim().toLowerCase();
	if (lower === '') return { why: { code: 'PRICE_EMPTY' } };
	let number = lower;
	const sign = SIGNS.find(([sign]) => lower.startsWith(sign) || lower.endsWith(sign));
	if (sign) {
		const [found, currencies] = sign;
		if (!currencies.includes(currency))
			return { why: { code: 'PRICE_CURRENCY', values: { found: found.toUpperCase(), event: currency } } };
		number = (lower.startsWith(found) ? lower.slice(found.length) : lower.slice(0, -found.length)).trim();
	}
	if (/^[-−(]/.test(number)) return { why: { code: 'PRICE_NEGATIVE' } };
	const plain = readPlain(number);
	if ('why' in plain) return plain;
	const amount = minor(plain.price, currency);
	if (amount === 0n) return { why: { code: 'PRICE_NOTHING' } };
	if (amount > minor(PRICE_MAX, currency))
		return { why: { code: 'PRICE_TOO_MUCH', values: { most: PRICE_MAX } } };
	return { price: toApi(amount, currency) };
}

/** Digits, a point, at most two decimals. */
function readPlain(number: string): ReadPrice {
	const malformed = { why: { code: 'PRICE_MALFORMED' } } as const;
	if (!/^[\d.,'’ \u00a0\u202f]+$/.test(number)) return malformed;
	const parts = number.split(/[.,'’ \u00a0\u202f]/);
	const separators = number.replace(/\d/g, '');
	if (parts.some((part) => part === '')) return malformed;
	if (separators === '') return { price: number };
	const last = separators.at(-1) ?? '';
	const others = separators.slice(0, -1);
	const decimals = parts.at(-1) ?? '';
	const isDecimal = /[.,]/.test(last) && !others.includes(last) && isUniform(others);
	if (isDecimal && decimals.length <= 2) {
		const whole = grouped(parts.slice(0, -1));
		return whole === null ? malformed : { price: `${whole}.${decimals}` };
	}
	const whole = isUniform(separators) ? grouped(parts) : null;
	// With two kinds, the last is the decimal one, and has three digits behind it.
	if (whole === null) return isDecimal ? { why: { code: 'PRICE_THIRD_DECIMAL' } } : malformed;
	if (separators.length === 1 && /[.,]/.test(last))
		return { why: { code: 'PRICE_TWO_WAYS', values: { whole } } };
	return { price: whole };
}

function isUniform(separators: string): boolean {
	return new Set(separators).size <= 1;
}

/** Digits in groups of three, the first one shorter perhaps, and never 0. */
function grouped(groups: readonly string[]): string | null {
	const [first = '', ...rest] = groups;
	if (rest.length === 0) return first;
	const isFirst = first.length <= 3 && !first.startsWith('0');
	return isFirst && rest.every((group) => group.length === 3) ? groups.join('') : null;
}
