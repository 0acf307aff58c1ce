/** Money as people read it, by `Intl`. */
import { decimal, EXACT_DIGITS, minorDigits, round, type Exact, type Minor } from './money.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** `12,50 €` in German, `€12.50` in English. */
export function formatMoney(amount: Minor, currency: string, locale: string): string {
	// Intl takes decimal text as it is, without a float in between.
	return format(currency, locale).format(decimal(amount, minorDigits(currency)));
}

/** The same for shares, rounded as settlement would. */
export function formatExact(amount: Exact, currency: string, locale: string): string {
	return formatMoney(round(amount), currency, locale);
}

/** The same with all its decimal places: `€8.125`. */
export function formatFine(amount: Exact, currency: string, locale: string): string {
	const places = minorDigits(currency) + EXACT_DIGITS;
	return format(currency, locale, places).format(decimal(amount, places));
}

/** Basis points as a percentage: 6500 is 65 %. */
export function formatBps(bps: number, locale: string): string {
	const key = `%${locale}`;
	const percent =
		formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
	formats.set(key, percent);
	return percent.format(decimal(BigInt(bps), 4));
}

function format(currency: string, locale: string, maximumFractionDigits?: number): Intl.NumberFormat {
	const key = `${currency} ${locale} ${maximumFractionDigits ?? ''}`;
	const options = {
		style: 'currency',
		currency,
		...(maximumFractionDigits ? { maximumFractionDigits } : {}),
	} as const;
	const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
	formats.set(key, known);
	return known;
}
