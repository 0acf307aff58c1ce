/** Pays a cart: the journal first, then the server, and no waiting beyond what a queue bears. */
import { ApiError } from '$lib/graphql';
import type { Cart } from './cart.ts';
import type { Clock } from './clock.ts';
import type { Device } from './device.ts';
import { JournalFull, SaleFinished, type Journal, type JournalSale } from './journal.ts';
import { receiptNumber, receiptOf, saleInput } from './sale.ts';
import type { RecordError, TillServer } from './server.ts';
import type { Part } from './tender.ts';

/** How long a shopper waits for the server before the sale is final without it. */
export const ANSWER_MS_MAX = 1_500;

export type Paid =
	/** Final: the server has it, or it waits. Money may be taken. */
	| { state: 'final'; sale: JournalSale }
	/** Nothing was sold; the cart is to be corrected and paid with the same key. */
	| { state: 'refused'; errors: readonly RecordError[]; receiptNumber: number }
	/** The server could not read the request: our fault, or a newer server. */
	| { state: 'unreadable' }
	/** The device has no room: nothing was begun. */
	| { state: 'full' }
	/** Another tab has finished this very cart. */
	| { state: 'finished' };

export interface PaymentDesk {
	journal: Journal;
	server: Pick<TillServer, 'record'>;
	device: Device;
	clock: Pick<Clock, 'now'>;
	/** False if the device itself says that it has no network. */
	isOnline: () => boolean;
}

export async function pay(desk: PaymentDesk, cart: Cart, parts: readonly Part[]): Promise<Paid> {
	const { journal, server, device } = desk;
	const soldAt = desk.clock.now().toISOString();
	const isOnline = desk.isOnline();
	let begun: JournalSale;
	try {
		begun = await journal.begin({
			key: cart.key,
			number: cart.receiptNumber,
			sessionId: device.sessionId,
			soldAt,
			asked: isOnline,
			write: (number) => ({
				input: saleInput(cart, parts, device, number),
				receipt: receiptOf(cart, parts, device, {
					number: receiptNumber(device.till, number),
					soldAt,
					offline: false,
				}),
			}),
		});
	} catch (reason) {
		if (reason instanceof JournalFull) return { state: 'full' };
		if (reason instanceof SaleFinished) return { state: 'finished' };
		throw reason;
	}
	if (!isOnline) return final(journal, begun);
	try {
		const answer = await server.record(begun, begun.input, ANSWER_MS_MAX);
		if ('saleId' in answer) {
			// If it cannot be written, the journal's sale is sent again later, with the same key.
			const recorded = await journal.recorded(begun.key, answer).catch(() => null);
			return { state: 'final', sale: recorded ?? { ...begun, ...answer, state: 'recorded' } };
		}
		await journal.giveBack(begun.key);
		return { state: 'refused', errors: answer.errors, receiptNumber: begun.number };
	} catch (reason) {
		if (!(reason instanceof ApiError)) throw reason;
		if (reason.code !== 'BAD_USER_INPUT') return final(journal, begun);
		await journal.giveBack(begun.key);
		return { state: 'unreadable' };
	}
}

/** Nobody answered. If not even that can be written, the journal has the sale all the same, and adopts it later. */
async function final(journal: Journal, begun: JournalSale): Promise<Paid> {
	const frozen = await journal.freeze(begun.key).catch(() => null);
	return { state: 'final', sale: frozen ?? { ...begun, state: 'waiting' } };
}
