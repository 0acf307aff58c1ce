/** Taking sales back. Money is given back only when nothing can stand against it any more. */
import { ApiError } from '$lib/graphql';
import type { Counter } from './counter.svelte.ts';
import type { JournalSale } from './journal.ts';
import { ANSWER_MS_MAX } from './payment.ts';
import { takeBack } from './sender.ts';

/** Takes the sale back that was finished last. */
export async function undoFinished(counter: Counter, reason: string): Promise<void> {
	const { finished } = counter;
	if (!finished) return counter.say({ kind: 'NOTHING_TO_UNDO' }, 'warning');
	if (finished.sale) return takeSaleBack(counter, finished.sale, reason);
	counter.finished = null;
	counter.say({ kind: 'UNDONE', number: finished.receipt.number }, 'warning');
}

/**
 * Takes a sale back. What the server has is taken back once it agrees, and a shopper waits for that no longer than for a payment.
 * What it has not is sent first: then both are on record.
 */
export async function takeSaleBack(counter: Counter, sale: JournalSale, reason: string): Promise<void> {
	const { desk } = counter;
	const { number } = sale.receipt;
	if (counter.finished?.sale?.key === sale.key) counter.finished = null;
	const asked = await desk.journal.askVoid(sale.key, reason);
	if (!asked) return counter.say({ kind: 'NOTHING_TO_UNDO' }, 'warning');
	if (asked.state === 'waiting' || asked.state === 'voided') {
		desk.wake();
		return counter.say({ kind: 'UNDONE', number }, 'warning');
	}
	counter.say({ kind: 'VOID_UNCONFIRMED', number }, 'warning');
	if (asked.state !== 'voiding' || !desk.isOnline()) return desk.wake();
	try {
		const code = await takeBack(desk.journal, desk.server, asked, ANSWER_MS_MAX);
		if (code === null) counter.say({ kind: 'UNDONE', number }, 'warning');
		else counter.say({ kind: 'VOID_REFUSED', number, code }, 'refused');
	} catch (reason) {
		if (!(reason instanceof ApiError)) throw reason;
		desk.wake();
	}
}
