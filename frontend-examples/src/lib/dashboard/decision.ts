/** A decision about a sale that needs review: what it can be about, and what is missing before it can be sent. */
import type { ReviewResolution, SaleReviewResolveInput } from './review.generated';
import type { ReviewSale } from './review.svelte';

type Reason = ReviewSale['reviewReasons'][number];
export type ReviewLine = ReviewSale['lines'][number];

/** Reasons that are about the sale as a whole; the others are about its unattributed lines. */
const WHOLE: ReadonlySet<Reason> = new Set<Reason>(['PRICE', 'TENDER', 'CLOCK']);
/** The API's limit of a note. */
export const NOTE_MAX = 200;

/** One thing to decide: a line whose money is nobody's, or the sale itself. */
export type Matter = { line: ReviewLine } | { line: null; reasons: readonly Reason[] };

export function mattersOf(sale: ReviewSale): Matter[] {
	const whole = sale.reviewReasons.filter((reason) => WHOLE.has(reason));
	const isAboutLines = whole.length < sale.reviewReasons.length;
	const lines = isAboutLines ? sale.lines.filter(({ status }) => status === 'UNATTRIBUTED') : [];
	return [...lines.map((line) => ({ line })), ...(whole.length > 0 ? [{ line: null, reasons: whole }] : [])];
}

/** What may be decided: money of a whole sale is nobody's to give. */
export function choices(matter: Matter): ReviewResolution[] {
	return matter.line
		? ['ATTRIBUTE_TO_ITEM', 'ATTRIBUTE_TO_CONSIGNOR', 'KEEP_FOR_HOUSE', 'ACCEPT']
		: ['ACCEPT'];
}

/** As a person filled it in. */
export interface Form {
	resolution: ReviewResolution | '';
	tag: string;
	consignor: string;
	note: string;
}

export type Missing = 'resolution' | 'tag' | 'consignor' | 'note';

/** The decision as the API takes it, or what is missing. */
export function decision(
	matter: Matter,
	form: Form,
): { input: SaleReviewResolveInput } | { missing: Missing } {
	const { resolution } = form;
	const note = form.note.trim();
	if (resolution === '') return { missing: 'resolution' };
	const tag = resolution === 'ATTRIBUTE_TO_ITEM' ? form.tag.trim() : null;
	if (tag === '') return { missing: 'tag' };
	const consignorNumber = resolution === 'ATTRIBUTE_TO_CONSIGNOR' ? consignorOf(form.consignor) : null;
	if (resolution === 'ATTRIBUTE_TO_CONSIGNOR' && consignorNumber === null) return { missing: 'consignor' };
	if (note === '' || [...note].length > NOTE_MAX) return { missing: 'note' };
	return { input: { position: matter.line?.position ?? null, resolution, tag, consignorNumber, note } };
}

/** A number from 1 to 99999, as on the tags, with or without leading zeros. */
export function consignorOf(text: string): number | null {
	const number = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
	return number > 0 ? number : null;
}

/** The consignor that a tag names by its first five digits, if it has as many digits as a tag. */
export function consignorOfTag(tag: string | null): string {
	const digits = (tag ?? '').replace(/[\s-]/g, '');
	return /^\d{10}$/.test(digits) ? `${Number(digits.slice(0, 5))}` : '';
}
