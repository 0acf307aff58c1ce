/** Which language a page speaks: the one chosen, else the best that the browser accepts. */
import { LOCALES, type Locale } from './catalogue.ts';

/** Not secret, and set by the page: the server reads it to render in the right language. */
export const LOCALE_COOKIE = 'hangtag_locale';

/** A language that there is, or null. */
export function asLocale(text: string | null | undefined): Locale | null {
	return LOCALES.find((locale) => locale === text) ?? null;
}

/** From a cookie's value and an `Accept-Language` header. */
export function chooseLocale(chosen: string | undefined, accepted: string | null): Locale {
	return asLocale(chosen) ?? best(accepted ?? '') ?? 'en';
}

function best(accepted: string): Locale | null {
	const wishes = accepted.split(',').map((range) => {
		const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
		const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
		return { locale: asLocale(tag.trim().split('-')[0]), quality: Number(quality ?? 1) };
	});
	const usable = wishes.filter((wish) => wish.locale !== null && wish.quality > 0);
	return usable.sort((a, b) => b.quality - a.quality)[0]?.locale ?? null;
}
