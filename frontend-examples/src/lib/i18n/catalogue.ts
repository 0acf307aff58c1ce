/**
 * Messages: each stands once, in every language beside each other, so that a missing translation does not compile. Plurals by
 * `Intl.PluralRules`.
 *
 * Paraglide was weighed: it falls back to the base language for a missing translation, without a word, and loads its
 * message format from a CDN when it builds.
 */

/** The languages there are. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** Text with `{placeholders}`; with two forms `{count}` says which. */
export type Text = string | { readonly one: string; readonly other: string };
/** A message in every language. */
export type Message = Readonly<Record<Locale, Text>>;
/** A room's messages. */
export type Catalogue = Readonly<Record<string, Message>>;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<T extends Text> = T extends string
	? Names<T>
	: T extends { one: string; other: string }
		? Names<T['one'] | T['other']> | 'count'
		: never;
/** What a message needs to be told, from the placeholders of all its languages. */
export type Values<M extends Message> = [NamesOf<M[Locale]>] extends [never]
	? []
	: [
			values: Readonly<
				Record<Exclude<NamesOf<M[Locale]>, 'count'>, string | number> &
					('count' extends NamesOf<M[Locale]> ? { count: number } : unknown)
			>,
		];

/** Says a message of a catalogue in the language of the page. */
export type Say<C extends Catalogue> = <K extends keyof C>(key: K, ...values: Values<C[K]>) => string;

/** A room's messages, typed: `catalogue({ sold: { en: '{count} sold', de: '{count} verkauft' } })`. */
export function catalogue<const C extends Catalogue>(messages: C): C {
	return messages;
}

/** Takes a message's text in a language, with its values put in. */
export function say(
	message: Message,
	locale: Locale,
	values: Readonly<Record<string, string | number>> = {},
): string {
	const text = message[locale];
	const form = typeof text === 'string' ? text : text[plural(locale, Number(values['count']))];
	return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
		const value = values[name];
		return value === undefined ? whole : typeof value === 'number' ? number(locale, value) : value;
	});
}

const rules = new Map<Locale, Intl.PluralRules>();
const numbers = new Map<Locale, Intl.NumberFormat>();

function plural(locale: Locale, count: number): 'one' | 'other' {
	const known = rules.get(locale) ?? new Intl.PluralRules(locale);
	rules.set(locale, known);
	return known.select(count) === 'one' ? 'one' : 'other';
}

/** `1,234` in English, `1.234` in German. */
export function number(locale: Locale, value: number): string {
	const known = numbers.get(locale) ?? new Intl.NumberFormat(locale);
	numbers.set(locale, known);
	return known.format(value);
}
