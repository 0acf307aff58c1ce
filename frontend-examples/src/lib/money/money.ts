/**
 * Money in whole minor units (cents, or yen where there are none): integers, so that sums are exact. The API writes
 * decimal text, `"12.50"`; floats do not appear.
 */

/** Minor units of the event's currency: 1250n is 12.50 EUR. */
export type Minor = bigint;
/** 1/10,000 of a minor unit, as the API's `ExactMoney` counts shares. */
export type Exact = bigint;

/** Decimal places of `ExactMoney` beyond the minor unit. */
export const EXACT_DIGITS = 4;
const EXACT_PER_MINOR = 10_000n;
/** What a till takes for a single amount; the API's own limit is far above. */
const TYPED_DIGITS_MAX = 9;

const digits = new Map<string, number>();

/** Decimal places of a currency: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
	let known = digits.get(currency);
	if (known === undefined) {
		known =
			new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
			2;
		digits.set(currency, known);
	}
	return known;
}

/** Reads the API's `Money`. Throws on anything else: that is a fault, not input. */
export function minor(text: string, currency: string): Minor {
	return scaled(text, minorDigits(currency));
}

/** Reads the API's `ExactMoney`. */
export function exact(text: string, currency: string): Exact {
	return scaled(text, minorDigits(currency) + EXACT_DIGITS);
}

/** As the API reads it: `"12.50"`. */
export function toApi(amount: Minor, currency: string): string {
	return decimal(amount, minorDigits(currency));
}

/** The same amount, as finely as shares are counted. */
export function fine(amount: Minor): Exact {
	return amount * EXACT_PER_MINOR;
}

/** A part of an amount in basis points; exact, since a minor unit has 10,000 parts. */
export function share(amount: Minor, bps: number): Exact {
	return amount * BigInt(bps);
}

/** Half away from zero, as settlement rounds. */
export function round(amount: Exact): Minor {
	const half = amount < 0n ? -EXACT_PER_MINOR / 2n : EXACT_PER_MINOR / 2n;
	return (amount + half) / EXACT_PER_MINOR;
}

/** The sum of amounts. */
export function sum(amounts: Iterable<bigint>): bigint {
	let total = 0n;
	for (const amount of amounts) total += amount;
	return total;
}

/**
 * What a person typed: `1,50`, `1.50`, `1`, `.5`, `1.234,50`, `1'234.50`. Null if it is no amount, is negative, or has more
 * decimal places than the currency.
 */
export function parseTyped(text: string, currency: string): Minor | null {
	const places = minorDigits(currency);
	const compact = text.trim().replace(/[\s\u00a0\u202f'’]/g, '');
	if (!/^[\d.,]+$/.test(compact) || !/\d/.test(compact)) return null;
	const { whole, fraction } = split(compact, places);
	if (!/^\d*$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > places) return null;
	if (whole.replace(/^0+/, '').length > TYPED_DIGITS_MAX) return null;
	return BigInt(whole + fraction.padEnd(places, '0'));
}

/**
 * The last separator is the decimal one, unless it can only group: it comes again, or the currency has no such
 * places and three digits follow.
 */
function split(text: string, places: number): { whole: string; fraction: string } {
	const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
	if (at < 0) return { whole: text, fraction: '' };
	const separator = text.charAt(at);
	const [head, tail] = [text.slice(0, at), text.slice(at + 1)];
	const comesAgain = head.includes(separator);
	// With two places, 1.234 is a slip or a thousand: nobody can know, so it is refused as too many places.
	if (comesAgain || (places === 0 && tail.length === 3)) return { whole: ungrouped(text), fraction: '' };
	return { whole: ungrouped(head), fraction: tail };
}

/** Takes group separators out; keeps what is no group, so that it is refused. */
function ungrouped(text: string): string {
	return /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(text) ? text.replace(/[.,]/g, '') : text;
}

function scaled(text: string, places: number): bigint {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
	const [, sign, whole, fraction = ''] = match ?? [];
	if (whole === undefined || fraction.length > places)
		throw new Error(`not an amount: ${JSON.stringify(text)}`);
	const value = BigInt(whole + fraction.padEnd(places, '0'));
	return sign ? -value : value;
}

/** A scaled integer as decimal text. */
export function decimal(value: bigint, places: number): `${number}` {
	const size = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
	const [whole, fraction] = [size.slice(0, size.length - places), size.slice(size.length - places)];
	return `${value < 0n ? '-' : ''}${whole}${places > 0 ? `.${fraction}` : ''}` as `${number}`;
}
