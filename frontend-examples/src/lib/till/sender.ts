/** Sends what waits, in order, each under its own key, until the server has it. One tab of the device does so. */
import { ApiError } from '$lib/graphql';
import { Loop } from './loop.ts';
import type { Journal, JournalSale } from './journal.ts';
import type { TillServer } from './server.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Somebody wakes it when there is something; this is for what no tab lived to say. */
const IDLE_MS = 30_000;
const LOCK = 'hangtag-till-sender';
/** Held by the tab in which a cart is open. */
export const CART_LOCK = 'hangtag-till-cart:';

/** These concern one sale only: the others need not wait for it. */
const OF_ONE_SALE: ReadonlySet<string> = new Set(['INTERNAL_SERVER_ERROR', 'NOT_FOUND']);

/** The token is another organization's: what it does not see, nobody has refused. */
const OF_ANOTHER_ORGANIZATION: ReadonlySet<string> = new Set(['SESSION_NOT_FOUND', 'SALE_NOT_FOUND']);

type SendingServer = Pick<TillServer, 'record' | 'voidSale'>;

/** What became of voids that were sent later. */
export interface VoidNews {
	onVoided: (sale: JournalSale) => void;
	onVoidRefused: (sale: JournalSale, code: string) => void;
}

/** Why nothing goes out at the moment; null if everything did, or nothing waits. */
export type Hindrance = ApiError | null;

/** One round over all that waits. Answers what is in the way. */
export async function sendWaiting(
	journal: Journal,
	server: SendingServer,
	news?: VoidNews,
): Promise<Hindrance> {
	let hindrance: Hindrance = null;
	const unseen = new Set<string>();
	for (const sale of await journal.inState('waiting', 'voiding')) {
		if (unseen.has(sale.sessionId)) continue;
		try {
			const sent = sale.state === 'waiting' ? await send(journal, server, sale) : sale;
			if (sent?.state !== 'voiding') continue;
			const code = await takeBack(journal, server, sent);
			if (code === null) news?.onVoided(sent);
			else news?.onVoidRefused(sent, code);
		} catch (reason) {
			if (!(reason instanceof ApiError)) throw reason;
			if (reason.code === 'BAD_USER_INPUT') {
				await journal.stuck(sale.key, reason.code);
				continue;
			}
			hindrance = reason;
			if (isOfAnotherOrganization(reason)) unseen.add(sale.sessionId);
			else if (!OF_ONE_SALE.has(reason.code)) break;
		}
	}
	return hindrance;
}

async function send(journal: Journal, server: SendingServer, sale: JournalSale): Promise<JournalSale | null> {
	// From now on the server may have it, whatever comes back.
	await journal.asked(sale.key);
	const answer = await server.record(sale, { ...sale.input, offlineSoldAt: sale.soldAt });
	if ('saleId' in answer) return journal.recorded(sale.key, answer);
	const code = answer.errors[0]?.code ?? 'REFUSED';
	if (OF_ANOTHER_ORGANIZATION.has(code)) throw new ApiError(code, 'The session is not there for this token.');
	await journal.stuck(sale.key, code);
	return null;
}

/** Null if the server takes it back, else the code of why not: then the sale stands. */
export async function takeBack(
	journal: Journal,
	server: Pick<TillServer, 'voidSale'>,
	sale: JournalSale,
	timeoutMs?: number,
): Promise<string | null> {
	const code = await server.voidSale(sale.saleId ?? '', sale.voidReason ?? '', `${sale.key}-void`, timeoutMs);
	if (code === null || code === 'ALREADY_VOIDED') {
		await journal.voided(sale.key);
		return null;
	}
	if (OF_ANOTHER_ORGANIZATION.has(code)) throw new ApiError(code, 'The sale is not there for this token.');
	await journal.voidRefused(sale.key, code);
	return code;
}

/** The till is signed in to another organization than the one whose sales wait. */
export function isOfAnotherOrganization(hindrance: Hindrance): boolean {
	return hindrance !== null && OF_ANOTHER_ORGANIZATION.has(hindrance.code);
}

/**
 * A sale that was begun in a tab that is gone: nobody knows the answer, so it is final, as if none had come. A living tab holds
 * its cart's lock.
 */
export async function adoptOrphans(journal: Journal, locks: LockManager): Promise<JournalSale[]> {
	const adopted: JournalSale[] = [];
	for (const sale of await journal.inState('asking')) {
		await locks.request(CART_LOCK + sale.key, { ifAvailable: true }, async (lock) => {
			const frozen = lock && (await journal.freeze(sale.key));
			if (frozen) adopted.push(frozen);
		});
	}
	return adopted;
}

/** The loop around it: one tab at a time, at once when something changes, with growing pauses while it does not work. */
export class Sender {
	#pauseMs = FIRST_PAUSE_MS;
	readonly #loop = new Loop(() => this.#round());

	constructor(
		private readonly journal: Journal,
		private readonly server: SendingServer,
		private readonly locks: LockManager,
		private readonly news: VoidNews & {
			/** What is in the way of all that waits; not what concerns one sale only. */
			onRound: (hindrance: Hindrance) => void;
			onAdopted: (sales: JournalSale[]) => void;
		},
	) {}

	/** Runs until the signal says so, or the tab ends: then the next tab gets the lock. */
	async run(signal: AbortSignal): Promise<void> {
		try {
			await this.locks.request(LOCK, { signal }, () => this.#loop.run(signal));
		} catch (reason) {
			if (!signal.aborted) throw reason;
		}
	}

	/** Something waits, or the network is back. */
	wake(): void {
		this.#loop.wake();
	}

	/** How long to pause after it. */
	async #round(): Promise<number> {
		const adopted = await adoptOrphans(this.journal, this.locks);
		if (adopted.length > 0) this.news.onAdopted(adopted);
		const hindrance = await sendWaiting(this.journal, this.server, this.news);
		this.news.onRound(hindrance && OF_ONE_SALE.has(hindrance.code) ? null : hindrance);
		if (!hindrance) {
			this.#pauseMs = FIRST_PAUSE_MS;
			return IDLE_MS;
		}
		const pauseMs = hindrance.retryAfterMs ?? this.#pauseMs;
		this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
		return pauseMs;
	}
}
