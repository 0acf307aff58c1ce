import { getContext, setContext } from 'svelte';
import { formatBps, formatExact, formatFine, formatMoney, type Exact, type Minor } from '$lib/money';
import { formatTime } from '$lib/time';
import { number, say, type Catalogue, type Locale, type Say } from './catalogue.ts';
import { LOCALE_COOKIE } from './locale.ts';

const KEY = Symbol('i18n');
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The language of a page, and all that is written in it. */
export class I18n {
	#locale = $state<Locale>('en');

	constructor(locale: Locale) {
		this.#locale = locale;
	}

	get locale(): Locale {
		return this.#locale;
	}

	/** Changes the page at once, and what the server renders next. */
	choose(locale: Locale): void {
		this.#locale = locale;
		document.documentElement.lang = locale;
		const secure = location.protocol === 'https:' ? '; Secure' : '';
		document.cookie = `${LOCALE_COOKIE}=${locale}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
	}

	/** How to say a room's messages: `const t = i18n.of(messages)`, then `t('sold', { count })`. */
	of<C extends Catalogue>(messages: C): Say<C> {
		return (key, ...values) => {
			const message = messages[key];
			return message ? say(message, this.#locale, values[0]) : String(key);
		};
	}

	number(value: number): string {
		return number(this.#locale, value);
	}

	money(amount: Minor, currency: string): string {
		return formatMoney(amount, currency, this.#locale);
	}

	exact(amount: Exact, currency: string): string {
		return formatExact(amount, currency, this.#locale);
	}

	/** A share with all its decimal places. */
	fine(amount: Exact, currency: string): string {
		return formatFine(amount, currency, this.#locale);
	}

	bps(value: number): string {
		return formatBps(value, this.#locale);
	}

	time(at: string | number | Date, timeZone: string, style?: Parameters<typeof formatTime>[3]): string {
		return formatTime(at, timeZone, this.#locale, style);
	}
}

/** Gives the page its language; the outermost layout does so. */
export function provideI18n(locale: Locale): I18n {
	return setContext(KEY, new I18n(locale));
}

/** The language of the page that a component stands on. */
export function useI18n(): I18n {
	return getContext<I18n>(KEY);
}
