/**
 * The journal: every sale that was begun to be paid, on the disk before anybody hears of it. A sale in it is final unless the
 * server refuses it before money is taken. Every tab of the device works on the same journal, so each step is one transaction
 * that looks at the state first.
 */
import type { Receipt } from '$lib/receipt/receipt';
import type { SaleRecordInput } from '$lib/graphql/schema.generated';
import { STRICT, type TillDatabase } from './database.ts';

/**
 * `asking`: the server is asked, money is not taken yet. `waiting`: final, to be sent. `recorded`: the server has it. `voiding`: the
 * server has it and is to take it back. `voided`. `stuck`: the server will not have it as it is, so a person must look.
 */
export type SaleState = 'asking' | 'waiting' | 'recorded' | 'voiding' | 'voided' | 'stuck';

/** What the server is told, but for when it was sold offline. */
export type SaleInput = Omit<SaleRecordInput, 'offlineSoldAt'>;

export interface JournalSale {
	/** The idempotency key, from when the cart was opened. */
	key: string;
	/** Running, of this device. */
	number: number;
	state: SaleState;
	sessionId: string;
	/** Never changed once the server may know the key. */
	input: SaleInput;
	/** By the server's clock as far as the till knew it. */
	soldAt: string;
	/** So that a scan finds what this device has sold. */
	tags: string[];
	receipt: Receipt;
	/** The server's, once it has the sale. */
	saleId: string | null;
	/** May the server know the key? Absent in what an older till wrote down: then it may. */
	asked?: boolean;
	/** A person at the server's must decide something about it. */
	needsReview: boolean;
	/** Why it is to be taken back, once it was sent. */
	voidReason: string | null;
	/** Why it is stuck, or was not taken back: the API's code. */
	problem: string | null;
}

/** A sale about to be paid; the journal gives the number. */
export interface NewSale {
	key: string;
	/** A corrected sale keeps its number. */
	number: number | null;
	sessionId: string;
	soldAt: string;
	/** Is the server asked right away? */
	asked?: boolean;
	/** Written with the number on it. */
	write: (number: number) => { input: SaleInput; receipt: Receipt };
}

/** The device has no room for another sale. */
export class JournalFull extends Error {
	override readonly name = 'JournalFull';
}
/** The key was used up: the same sale was finished before, in another tab. */
export class SaleFinished extends Error {
	override readonly name = 'SaleFinished';
}

/** The server has another sale under the same key. */
const KEY_TAKEN = 'IDEMPOTENCY_KEY_MISMATCH';

export class Journal {
	constructor(
		readonly db: TillDatabase,
		/** Called after each change, also for other tabs to hear. */
		private readonly changed: () => void = () => undefined,
	) {}

	/** First of all: writes the sale down. Throws `JournalFull`, and then nothing was begun. */
	async begin(sale: NewSale): Promise<JournalSale> {
		const transaction = this.db.transaction(['sales', 'values'], 'readwrite', STRICT);
		try {
			const [sales, values] = [transaction.objectStore('sales'), transaction.objectStore('values')];
			const known = await sales.get(sale.key);
			if (known && known.state !== 'asking') throw new SaleFinished();
			const last = ((await values.get('receiptNumber')) as number | undefined) ?? 0;
			const number = known?.number ?? sale.number ?? last + 1;
			const { input, receipt } = sale.write(number);
			const entry: JournalSale = {
				key: sale.key,
				number,
				state: 'asking',
				sessionId: sale.sessionId,
				input,
				soldAt: sale.soldAt,
				tags: input.lines.flatMap((line) => line.tag ?? []),
				receipt,
				saleId: null,
				asked: known?.asked === true || (sale.asked ?? false),
				needsReview: false,
				voidReason: null,
				problem: null,
			};
			await sales.put(entry);
			if (number > last) await values.put(number, 'receiptNumber');
			await transaction.done;
			this.changed();
			return entry;
		} catch (reason) {
			// A transaction that has failed has gone by itself; what it says when it is asked to go is no news.
			transaction.done.catch(() => undefined);
			try {
				transaction.abort();
			} catch {
				// It is over already.
			}
			throw isFull(reason) ? new JournalFull() : reason;
		}
	}

	/** The server refused: nothing was sold, and the cart goes back to be corrected under the same key. */
	async giveBack(key: string): Promise<void> {
		const transaction = this.db.transaction('sales', 'readwrite', STRICT);
		const sale = await transaction.store.get(key);
		if (sale?.state === 'asking') await transaction.store.delete(key);
		await transaction.done;
		this.changed();
	}

	/** No answer: the sale is final, and is sent later. */
	freeze(key: string): Promise<JournalSale | null> {
		return this.#change(key, ['asking'], () => ({
			state: 'waiting',
		}));
	}

	/** The server is about to be told. */
	asked(key: string): Promise<JournalSale | null> {
		return this.#change(key, ['waiting'], (sale) => (sale.asked ? null : { asked: true }));
	}

	/** The server has it. One that was undone meanwhile goes on to be taken back. */
	recorded(key: string, answer: { saleId: string; needsReview: boolean }): Promise<JournalSale | null> {
		return this.#change(key, ['asking', 'waiting', 'stuck'], (sale) => ({
			...answer,
			state: sale.voidReason === null ? 'recorded' : 'voiding',
			problem: null,
		}));
	}

	/** The server will never take it as it is. It stays, and still counts as waiting. */
	stuck(key: string, problem: string): Promise<JournalSale | null> {
		return this.#change(key, ['waiting'], () => ({ state: 'stuck', problem }));
	}

	/** A stuck sale is tried again. */
	retry(key: string): Promise<JournalSale | null> {
		return this.#change(key, ['stuck'], () => ({ state: 'waiting', problem: null }));
	}

	/** Whatever may be accepted by now is tried again. */
	async retryAll(): Promise<void> {
		for (const sale of await this.inState('stuck'))
			if (sale.problem !== KEY_TAKEN) await this.retry(sale.key);
	}

	/** Takes a sale back, now or as soon as the server has it. */
	askVoid(key: string, voidReason: string): Promise<JournalSale | null> {
		return this.#change(key, ['waiting', 'recorded', 'stuck'], (sale) => ({
			voidReason,
			...afterVoid(sale),
		}));
	}

	voided(key: string): Promise<JournalSale | null> {
		return this.#change(key, ['voiding'], () => ({ state: 'voided', problem: null }));
	}

	/** The server does not take it back: the sale stands. */
	voidRefused(key: string, problem: string): Promise<JournalSale | null> {
		return this.#change(key, ['voiding'], () => ({ state: 'recorded', voidReason: null, problem }));
	}

	/** In the order in which they were sold. */
	async inState(...states: SaleState[]): Promise<JournalSale[]> {
		const found = await Promise.all(states.map((state) => this.db.getAllFromIndex('sales', 'state', state)));
		return found.flat().sort((one, other) => one.number - other.number);
	}

	/** Newest first. */
	async newest(count: number): Promise<JournalSale[]> {
		const all = await this.db.getAll('sales');
		return all.sort((one, other) => other.number - one.number).slice(0, count);
	}

	find(key: string): Promise<JournalSale | undefined> {
		return this.db.get('sales', key);
	}

	/** The sale of this device that has the tag and stands, or will once it was sent. */
	async soldHere(tag: string): Promise<JournalSale | null> {
		const sales = await this.db.getAllFromIndex('sales', 'tags', tag);
		return sales.find((sale) => sale.voidReason === null && sale.state !== 'voided') ?? null;
	}

	async #change(
		key: string,
		from: readonly SaleState[],
		/** Null if there is nothing to change. */
		change: (sale: JournalSale) => Partial<JournalSale> | null,
	): Promise<JournalSale | null> {
		const transaction = this.db.transaction('sales', 'readwrite', STRICT);
		const sale = await transaction.store.get(key);
		const step = sale && from.includes(sale.state) ? change(sale) : null;
		const next = sale && step ? { ...sale, ...step } : null;
		if (next) await transaction.store.put(next);
		await transaction.done;
		if (next) this.changed();
		return next;
	}
}

/** The server never took a stuck sale, so nothing is to be taken back there; unless it has another one under its key. */
function afterVoid({ state, problem }: JournalSale): Pick<JournalSale, 'state' | 'problem'> {
	if (state === 'recorded') return { state: 'voiding', problem: null };
	if (state !== 'stuck') return { state, problem: null };
	return problem === KEY_TAKEN ? { state, problem } : { state: 'voided', problem: null };
}

function isFull(reason: unknown): boolean {
	return reason instanceof DOMException && reason.name === 'QuotaExceededError';
}
