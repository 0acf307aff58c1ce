/** Paying the cart on the counter, in earnest and in practice. */
import { minor } from '$lib/money';
import { changed, obstacleTo, type Cart } from './cart.ts';
import type { Counter } from './counter.svelte.ts';
import { objectionOf, type Objection } from './objection.ts';
import { pay } from './payment.ts';
import { linesInOrder, receiptNumber, receiptOf } from './sale.ts';
import type { RecordError } from './server.ts';
import type { Part } from './tender.ts';

/** May the cart be paid? If not, the till says why. */
export function readyToPay(counter: Counter): boolean {
	const obstacle = obstacleTo(counter.cart);
	if (obstacle) counter.say({ kind: `PAY_${obstacle}` }, 'warning');
	else counter.notice = null;
	return obstacle === null;
}

/** Pays it; true if it is final and money may be taken. Whatever goes wrong, the cart or the journal has the sale. */
export async function checkOut(counter: Counter, parts: readonly Part[]): Promise<boolean> {
	if (counter.paying || !readyToPay(counter)) return false;
	counter.paying = true;
	try {
		return await counter.inTurn(() =>
			counter.cart.practice ? practise(counter, parts) : settle(counter, parts),
		);
	} catch {
		counter.say({ kind: 'FAULT' }, 'refused');
		return false;
	} finally {
		counter.paying = false;
	}
}

async function settle(counter: Counter, parts: readonly Part[]): Promise<boolean> {
	const { cart, desk } = counter;
	const paid = await pay(desk, cart, parts);
	switch (paid.state) {
		case 'final': {
			const offline = paid.sale.state === 'waiting';
			// Who reads that it is sold scans the next thing: the new cart is open by then.
			await nextCart(counter, false);
			counter.finished = { receipt: { ...paid.sale.receipt, offline }, sale: paid.sale };
			desk.sound('paid');
			desk.wake();
			return true;
		}
		case 'refused':
			counter.change(
				corrected({ ...cart, receiptNumber: paid.receiptNumber }, paid.errors, desk.device.currency),
			);
			counter.say(
				paid.errors.some((error) => objectionOf(error))
					? { kind: 'CORRECT' }
					: { kind: 'REFUSED', code: paid.errors[0]?.code ?? 'REFUSED' },
				'refused',
			);
			return false;
		case 'finished':
			await nextCart(counter, false);
			counter.say({ kind: 'FINISHED_ELSEWHERE' }, 'warning');
			return false;
		case 'full':
			counter.say({ kind: 'STORAGE_FULL' }, 'refused');
			return false;
		case 'unreadable':
			counter.say({ kind: 'UNREADABLE' }, 'refused');
			return false;
	}
}

/** The same steps, without journal and server. */
async function practise(counter: Counter, parts: readonly Part[]): Promise<boolean> {
	const { cart, desk } = counter;
	const number = receiptNumber(desk.device.till, 0);
	const soldAt = desk.clock.now().toISOString();
	await nextCart(counter, true);
	counter.finished = {
		receipt: receiptOf(cart, parts, desk.device, { number, soldAt, offline: false }),
		sale: null,
	};
	desk.sound('paid');
	return true;
}

async function nextCart(counter: Counter, practice: boolean): Promise<void> {
	const { key } = counter.cart;
	counter.notice = null;
	counter.cart = await counter.desk.carts.open(practice);
	await counter.desk.carts.drop(key);
}

/** The refused lines turn red; a changed price is shown as it is now. */
function corrected(cart: Cart, errors: readonly RecordError[], currency: string): Cart {
	const lines = linesInOrder(cart);
	return errors.reduce((next, error) => {
		const line = lines[Number(error.field?.[2])];
		const objection = objectionOf(error);
		if (!line || !objection) return next;
		const price = error.expected ? minor(error.expected, currency) : line.price;
		const told: Objection =
			objection.kind === 'PRICE_CHANGED' ? { ...objection, was: line.price } : objection;
		return changed(next, line.id, { objection: told, price, hold: 'none' });
	}, cart);
}

/** Practice begins and ends with an empty counter: an open cart is somebody's. */
export function setPractice(counter: Counter, practice: boolean): Promise<void> {
	return counter.inTurn(async () => {
		const { cart } = counter;
		if (cart.practice === practice || (practice && cart.lines.length > 0)) return;
		counter.finished = null;
		await nextCart(counter, practice);
	});
}
