/** What a parked cart is found by: a name that people can read out, and the code of it that a till recognizes among tags. */

/** Without vowels, so that no word comes out; without what looks like another, and what keyboards of two countries swap. */
const LETTERS = 'BCDFGHJKNPRSTVX';
const SIGNS = `${LETTERS}23456789`;
const NAME_SIGNS = 8;
const NAME = new RegExp(`^[${LETTERS}][${SIGNS}]{${NAME_SIGNS - 1}}$`);
const PREFIX = 'CART';
/** Blanks and hyphens; `ß` is where a German keyboard has the American hyphen. */
const SEPARATORS = /[\s\p{Pd}ß]/gu;
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;
/** No cart has a longer name, and no till sends one. */
const NAME_CHARACTERS_MAX = 200;

/** A name for a new cart, such as `K7PB-9XR2`: 50 billion of them, and none that looks like a tag or a number. */
export function newCartName(): string {
	const random = crypto.getRandomValues(new Uint32Array(NAME_SIGNS));
	const signs = [...random].map((value, place) => {
		const from = place === 0 ? LETTERS : SIGNS;
		return from.charAt(value % from.length);
	});
	return `${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`;
}

/** What the code of a cart says; capitals and digits only, so that it is coarse enough to be read from a phone at arm's length. */
export function cartCode(name: string): string {
	const signs = name.replace(SEPARATORS, '');
	return NAME.test(signs) && name === named(signs) ? `${PREFIX}${signs}` : `${PREFIX}:${name}`;
}

/** The cart's name in a scan, or in what a person typed from a helper's screen; null if it is something else. */
export function readCartCode(raw: string): string | null {
	if (raw.length > NAME_CHARACTERS_MAX + PREFIX.length + 2) return null;
	const text = raw.replace(UNSEEN, '').trim();
	const other = /^CART:(.+)$/.exec(text)?.[1];
	if (other) return other;
	// First, since the capital of ß is SS.
	const signs = text.replace(SEPARATORS, '').toUpperCase();
	const name = signs.startsWith(PREFIX) ? signs.slice(PREFIX.length) : signs;
	return NAME.test(name) ? named(name) : null;
}

function named(signs: string): string {
	return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}
