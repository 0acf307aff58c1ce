/** What a shopper hands over, what of it is kept, and what goes back. Pure. */
import { sum, type Minor } from '$lib/money';
import type { TenderKind } from '$lib/graphql/schema.generated';

/** As a cashier presses them. PayPal is the web's. */
export const KINDS = ['CASH', 'CARD', 'CHECK', 'OTHER'] as const satisfies readonly TenderKind[];
export type Kind = (typeof KINDS)[number];
/** As the API allows; kinds are merged, so a person does not reach it. */
export const PARTS_MAX = 10;

/** A part of the payment, as it was handed over. */
export interface Part {
	kind: Kind;
	given: Minor;
}
export type TenderProblem = 'NOT_AN_AMOUNT' | 'NOTHING' | 'TOO_MUCH' | 'PAID_ALREADY' | 'TOO_MANY';

/** What is still to be paid; never negative. */
export function remaining(total: Minor, parts: readonly Part[]): Minor {
	const open = total - sum(parts.map((part) => part.given));
	return open > 0n ? open : 0n;
}

/** What goes back to the shopper: cash only can be more than is due. */
export function changeOf(total: Minor, parts: readonly Part[]): Minor {
	const over = sum(parts.map((part) => part.given)) - total;
	return over > 0n ? over : 0n;
}

/** Adds a part, or says why not. `given` is null if it is no amount. */
export function withPart(
	total: Minor,
	parts: readonly Part[],
	kind: Kind,
	given: Minor | null,
): { parts: Part[] } | { problem: TenderProblem } {
	const due = remaining(total, parts);
	if (given === null || given < 0n) return { problem: 'NOT_AN_AMOUNT' };
	if (due === 0n && total > 0n) return { problem: 'PAID_ALREADY' };
	if (given === 0n && total > 0n) return { problem: 'NOTHING' };
	// A card is charged what is due; money back comes out of the drawer, for cash.
	if (kind !== 'CASH' && given > due) return { problem: 'TOO_MUCH' };
	if (parts.length >= PARTS_MAX) return { problem: 'TOO_MANY' };
	return { parts: [...parts, { kind, given }] };
}

/** What is kept, by kind: adds up to the total exactly. Throws unless it is paid. */
export function kept(total: Minor, parts: readonly Part[]): { kind: Kind; amount: Minor }[] {
	if (remaining(total, parts) > 0n) throw new Error('not paid in full');
	const change = changeOf(total, parts);
	const byKind = KINDS.map((kind) => {
		const given = sum(parts.filter((part) => part.kind === kind).map((part) => part.given));
		return { kind, amount: kind === 'CASH' ? given - change : given };
	});
	const some = byKind.filter(({ amount }) => amount > 0n);
	return some.length > 0 ? some : [{ kind: 'CASH', amount: 0n }];
}

/** Whole notes in minor units, that a shopper is likely to hand over. */
const NOTES = [5n, 10n, 20n, 50n, 100n];

/** Amounts to tap: what is due, then the next round ones. */
export function likelyAmounts(due: Minor, minorDigits: number): Minor[] {
	const unit = 10n ** BigInt(minorDigits);
	const rounded = NOTES.map((note) => {
		const size = note * unit;
		return ((due + size - 1n) / size) * size;
	});
	return [...new Set([due, ...rounded])].slice(0, 4);
}
