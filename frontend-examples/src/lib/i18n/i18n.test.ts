import { describe, expect, expectTypeOf, test } from 'vitest';
import { catalogue, say, type Message, type Values } from './catalogue.ts';
import { chooseLocale } from './locale.ts';

const messages = catalogue({
	plain: { en: 'Sign out', de: 'Abmelden' },
	sold: {
		en: { one: '{count} item sold at {till}', other: '{count} items sold at {till}' },
		de: { one: '{count} Artikel an {till} verkauft', other: '{count} Artikel an {till} verkauft' },
	},
});

describe('messages', () => {
	test('are said in either language', () => {
		expect(say(messages.plain, 'de')).toBe('Abmelden');
		expect(say(messages.sold, 'en', { count: 1, till: 'T1' })).toBe('1 item sold at T1');
		expect(say(messages.sold, 'en', { count: 0, till: 'T1' })).toBe('0 items sold at T1');
		expect(say(messages.sold, 'de', { count: 1234, till: 'T1' })).toBe('1.234 Artikel an T1 verkauft');
	});

	test('a value is text and never a placeholder', () => {
		expect(say(messages.sold, 'en', { count: 2, till: '{count}$&' })).toBe('2 items sold at {count}$&');
	});

	test('a missing translation and a missing value do not compile', () => {
		// @ts-expect-error German is missing
		catalogue({ broken: { en: 'Only English' } });
		expectTypeOf<Values<(typeof messages)['plain']>>().toEqualTypeOf<[]>();
		expectTypeOf<Values<(typeof messages)['sold']>[0]>().toMatchTypeOf<{
			count: number;
			till: string | number;
		}>();
		expectTypeOf(messages.plain).toMatchTypeOf<Message>();
	});
});

describe('the language of a page', () => {
	test.each([
		[undefined, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
		[undefined, 'fr,en;q=0.5,de;q=0.7', 'de'],
		[undefined, 'de;q=0, en;q=0.1', 'en'],
		[undefined, 'fr', 'en'],
		[undefined, null, 'en'],
		['de', 'en', 'de'],
		['xx', 'de', 'de'],
	] as const)('cookie %s and %s: %s', (chosen, accepted, locale) => {
		expect(chooseLocale(chosen, accepted)).toBe(locale);
	});
});
