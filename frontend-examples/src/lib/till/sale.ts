/** What becomes of a cart when it is paid: what the server is told, and what the shopper takes home. Pure. */
import { toApi } from '$lib/money';
import type { Receipt } from '$lib/receipt/receipt';
import { totalOf, type Cart, type CartLine } from './cart.ts';
import type { Device } from './device.ts';
import type { SaleInput } from './journal.ts';
import { changeOf, kept, type Part } from './tender.ts';

const NUMBER_DIGITS = 4;
/** The API's limit for what is said of a thing. */
const DESCRIPTION_MAX = 200;

/** As it is sold: the oldest line first. */
export function linesInOrder(cart: Cart): CartLine[] {
	return [...cart.lines].reverse();
}

export function receiptNumber(till: string, number: number): string {
	return `${till}-${String(number).padStart(NUMBER_DIGITS, '0')}`;
}

/** Every line with its price: the server says so if it knows another, and offline it stands. */
export function saleInput(cart: Cart, parts: readonly Part[], device: Device, number: number): SaleInput {
	const { currency, till } = device;
	return {
		till,
		receipt: receiptNumber(till, number),
		cart: cart.name,
		lines: linesInOrder(cart).map((line) => ({
			...(line.unknown || line.tag === null
				? { unknown: { ...(line.unknown ?? { consignorNumber: null }), description: described(line) } }
				: { tag: line.tag }),
			price: toApi(line.price ?? 0n, currency),
		})),
		tenders: kept(totalOf(cart), parts).map(({ kind, amount }) => ({
			kind,
			amount: toApi(amount, currency),
		})),
	};
}

/** What a person sees who must find out whose it was: the scan as it was, then the cashier's words. */
function described(line: CartLine): string {
	const words = [line.raw, line.title, line.unknown?.description ?? ''].filter((text) => text !== '');
	return [...words.join(': ')].slice(0, DESCRIPTION_MAX).join('') || '?';
}

export interface Circumstances {
	number: string;
	soldAt: string;
	offline: boolean;
}

export function receiptOf(cart: Cart, parts: readonly Part[], device: Device, how: Circumstances): Receipt {
	const { till, organization, event, currency, timeZone } = device;
	const total = totalOf(cart);
	return {
		...how,
		till,
		organization,
		event,
		currency,
		timeZone,
		lines: linesInOrder(cart).map((line) => ({
			tag: line.tag ?? line.raw,
			title: line.unknown?.description || line.title,
			price: line.price ?? 0n,
		})),
		total,
		tenders: parts.map(({ kind, given }) => ({ method: kind, amount: given })),
		change: changeOf(total, parts),
		practice: cart.practice,
	};
}
