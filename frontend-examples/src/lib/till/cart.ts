/** A cart: what lies on the counter, newest on top. Pure; who holds and stores it is elsewhere. */
import { sum, type Minor } from '$lib/money';
import { newCartName } from '$lib/scan/cart-code';
import type { PackItem } from './pack.ts';
import type { Objection } from './objection.ts';

/** As the API allows. */
export const LINES_MAX = 200;

/** What the server knows of a line: `asking` while a hold is on its way, `unasked` while nobody can be reached. */
export type HoldState = 'asking' | 'held' | 'unasked' | 'none';

export interface CartLine {
	/** Within the cart. */
	id: number;
	/** Ten digits; null for a thing that was never in the pack and cannot be. */
	tag: string | null;
	/** As it was scanned or typed. */
	raw: string;
	/** Empty until it is known. */
	title: string;
	size: string | null;
	/** Null until it is known: nothing is paid before. */
	price: Minor | null;
	/** Sold as a thing without a readable tag, in the cashier's words. */
	unknown: { description: string; consignorNumber: number | null } | null;
	hold: HoldState;
	/** Why it cannot be sold as it is. */
	objection: Objection | null;
}

export interface Cart {
	/** Made when the cart was opened; the sale's idempotency key, whatever happens to it. */
	key: string;
	/** What its holds stand under; short enough to be typed at another till. */
	name: string;
	/** Newest first. */
	lines: CartLine[];
	nextLine: number;
	/** The receipt's number, once the server was asked: a corrected sale keeps it. */
	receiptNumber: number | null;
	/** Whoever parked it wrote this on it. */
	note: string | null;
	/** Never sent, never counted. */
	practice: boolean;
}

export function newCart(practice: boolean): Cart {
	return {
		key: crypto.randomUUID(),
		name: newCartName(),
		lines: [],
		nextLine: 1,
		receiptNumber: null,
		note: null,
		practice,
	};
}

export function lineOfTag(cart: Cart, tag: string): CartLine | null {
	return cart.lines.find((line) => line.tag === tag) ?? null;
}

/** A line that is still to be looked up. */
export type NewLine = Omit<CartLine, 'id'>;

export function fromPack(item: PackItem, raw: string, price: Minor): NewLine {
	return { ...blank(raw), tag: item.tag, title: item.title, size: item.size ?? null, price };
}

/** Nobody here knows it; the server may. */
export function fromScan(tag: string | null, raw: string): NewLine {
	return { ...blank(raw), tag };
}

function blank(raw: string): NewLine {
	return { tag: null, raw, title: '', size: null, price: null, unknown: null, hold: 'none', objection: null };
}

export function withLine(cart: Cart, line: NewLine): Cart {
	return { ...cart, lines: [{ ...line, id: cart.nextLine }, ...cart.lines], nextLine: cart.nextLine + 1 };
}

export function withoutLine(cart: Cart, id: number): Cart {
	return { ...cart, lines: cart.lines.filter((line) => line.id !== id) };
}

/** Changes the line if it is still there: answers come late. */
export function changed(cart: Cart, id: number, change: Partial<CartLine>): Cart {
	return { ...cart, lines: cart.lines.map((line) => (line.id === id ? { ...line, ...change } : line)) };
}

export function totalOf(cart: Cart): Minor {
	return sum(cart.lines.map((line) => line.price ?? 0n));
}

/** Does something stand against selling the line as it is? */
export function isRefused({ objection }: CartLine): boolean {
	return objection !== null;
}

/** Why the cart cannot be paid yet, or null. */
export function obstacleTo(cart: Cart): 'EMPTY' | 'TOO_MANY' | 'OBJECTION' | 'NO_PRICE' | null {
	if (cart.lines.length === 0) return 'EMPTY';
	if (cart.lines.length > LINES_MAX) return 'TOO_MANY';
	if (cart.lines.some(isRefused)) return 'OBJECTION';
	return cart.lines.some((line) => line.price === null) ? 'NO_PRICE' : null;
}
