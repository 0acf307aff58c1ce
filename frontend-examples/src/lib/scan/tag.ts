/**
 * The code on a hang tag, as scanners deliver it. The rule of what is a tag is the server's (`src/domain/tag.rs`): blanks and
 * hyphens are ignored, ten digits remain, and the check digit is right.
 */

/** What was scanned, or why it is no tag. */
export type TagReading = { tag: string } | { problem: TagProblem };
export type TagProblem = 'EMPTY' | 'TOO_LONG' | 'NOT_A_TAG';

/** The server's limit of what a scanner sends. */
const SCAN_CHARACTERS_MAX = 200;
/** A pasted novel is not looked at letter by letter. */
const SCAN_UNITS_MAX = 4 * SCAN_CHARACTERS_MAX;
/** Line ends and group separators of scanners, and what copying from a page brings along unseen. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;
/** `]C0`: some scanners say first what kind of code it was (ISO/IEC 15424). */
const SYMBOLOGY = /^\][A-Za-z][0-9a-zA-Z]/;
/** The end of `https://any.host/t/TAG`; a scanner that is set to an American keyboard types a German hyphen for each slash. */
const ADDRESS = /[/-]t[/-]([^/?#_]+)[/-]?(?:[?#_].*)?$/i;
/** Blanks and hyphens of any kind; `ß` is where a German keyboard has the American hyphen. */
const SEPARATORS = /[\s\p{Pd}\u2212ß]/gu;
const TAG = /^(\d{5})(\d{4})(\d)$/;

/** The quasigroup of H. M. Damm, 2004, of order 10: finds every single wrong digit and every swap of two neighbours. */
const DAMM = [
	'0317598642',
	'7092154863',
	'4206871359',
	'1750983426',
	'6123045978',
	'3674209581',
	'5869720134',
	'8945362017',
	'9438617205',
	'2581436790',
] as const;

/** Reads a scan, or what a person typed: ten digits without separators, or what is wrong with it. */
export function readTag(raw: string): TagReading {
	if (raw.length > SCAN_UNITS_MAX) return { problem: 'TOO_LONG' };
	const text = readable(raw);
	if (text === '') return { problem: 'EMPTY' };
	if ([...text].length > SCAN_CHARACTERS_MAX) return { problem: 'TOO_LONG' };
	const code = text.replace(SYMBOLOGY, '');
	const tag = (ADDRESS.exec(code)?.[1] ?? code).replace(SEPARATORS, '');
	return isTag(tag) ? { tag } : { problem: 'NOT_A_TAG' };
}

/** As printed: `00417-0023-0`. */
export function printedTag(tag: string): string {
	return tag.replace(TAG, '$1-$2-$3');
}

/** A scan without what nobody can see, as a person may read it on the screen. */
export function readable(raw: string): string {
	return raw.replace(UNSEEN, '').trim();
}

function isTag(digits: string): boolean {
	const [, consignor, item] = TAG.exec(digits) ?? [];
	return Number(consignor) > 0 && Number(item) > 0 && damm(digits) === 0;
}

function damm(digits: string): number {
	let interim = 0;
	for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)]);
	return interim;
}
