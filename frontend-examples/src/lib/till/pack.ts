/** The event pack: every item of the session on the device, as fresh as the network allows. */
import { type IDBPTransaction, unwrap } from 'idb';
import type { TillPackQuery } from './pack.generated.ts';
import type { Device } from './device.ts';
import type { TillDatabase, TillSchema } from './database.ts';

type Session = NonNullable<TillPackQuery['saleSession']>;
type Page = Session['tillPack'];
export type PackItem = Page['items'][number];

/** How far the pack has come. */
export interface PackState {
	sessionId: string;
	/** For the next page, or for what changed since. */
	cursor: string | null;
	/** Was everything in once? */
	complete: boolean;
	/** By the device's clock; null until it is complete. */
	refreshedAt: number | null;
	itemCount: number;
}

/** Asks for a page after a cursor. */
export type AskPage = (after: string | null) => Promise<Page>;

export async function packStateOf(db: TillDatabase): Promise<PackState | null> {
	return ((await db.get('values', 'packState')) as PackState | undefined) ?? null;
}

/**
 * Takes pages until there is nothing more for now. Each page and its cursor are kept together, so that a refresh goes on where
 * the last one was cut off.
 */
export async function refreshPack(
	db: TillDatabase,
	sessionId: string,
	ask: AskPage,
	onPage: (state: PackState) => void = () => undefined,
): Promise<PackState> {
	const kept = await packStateOf(db);
	let state: PackState =
		kept?.sessionId === sessionId
			? kept
			: { sessionId, cursor: null, complete: false, refreshedAt: null, itemCount: 0 };
	let page = await ask(state.cursor);
	for (;;) {
		// The next one is on its way while this one is kept. On a full disk it is asked for in vain.
		const next = page.complete ? null : ask(page.cursor);
		// Its failure is heard when it is asked for its page.
		next?.catch(() => undefined);
		state = {
			sessionId,
			cursor: page.cursor,
			complete: state.complete || page.complete,
			refreshedAt: page.complete ? Date.now() : state.refreshedAt,
			itemCount: state.itemCount,
		};
		const kept = await keep(db, page.items, state);
		if (!kept) return state;
		state = kept;
		onPage(state);
		if (!next) return state;
		page = await next;
	}
}

/** Null if the device was set up for another session meanwhile: then the page is none of its. */
async function keep(
	db: TillDatabase,
	items: readonly PackItem[],
	state: PackState,
): Promise<PackState | null> {
	const transaction = db.transaction(['pack', 'values'], 'readwrite');
	const done = transaction.done;
	done.catch(() => undefined);
	try {
		return await keepIn(transaction, items, state);
	} catch (reason) {
		// Any step may stumble over a full disk; what it was, the transaction knows.
		throw await done.then(
			() => reason,
			(why: unknown) => why,
		);
	}
}

async function keepIn(
	transaction: IDBPTransaction<TillSchema, ('pack' | 'values')[], 'readwrite'>,
	items: readonly PackItem[],
	state: PackState,
): Promise<PackState | null> {
	const device = (await transaction.objectStore('values').get('device')) as Device | undefined;
	if (device && device.sessionId !== state.sessionId) return null;
	const pack = transaction.objectStore('pack');
	// Not awaited one by one, and without a promise for each: a page is thousands, and the transaction waits for all of them.
	const bare = unwrap(pack);
	for (const item of items) {
		if (item.status === null) bare.delete(item.tag);
		else bare.put(item);
	}
	const next = { ...state, itemCount: await pack.count() };
	await transaction.objectStore('values').put(next, 'packState');
	await transaction.done;
	return next;
}
