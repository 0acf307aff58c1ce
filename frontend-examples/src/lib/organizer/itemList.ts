/** Which items a list shows: by state, and by what somebody searches for. Runs where the API is near. */
import type { Api } from '$lib/graphql';
import {
	ItemsOfConsignorDocument,
	EventItemsDocument,
	ItemByTagDocument,
	type EventItemsQueryVariables,
	type ListedItemFragment,
} from './lists.generated.ts';
import { readSearch, scan, type Found, type Page, type Search } from './search.ts';

type Filter = NonNullable<EventItemsQueryVariables['filter']>;

/** Where an item may stand; `sold` in the running session, `settled` in one that is completed. */
export const ITEM_STATES = {
	free: { inventoryState: ['MODIFIABLE'] },
	floor: { saleStatus: ['AVAILABLE'] },
	cart: { saleStatus: ['PENDING'] },
	sold: { saleStatus: ['SOLD'] },
	settled: { inventoryState: ['SOLD'] },
	transfer: { inventoryState: ['TRANSFER'] },
} as const satisfies Record<string, Filter>;
export type ItemState = keyof typeof ITEM_STATES;

export interface ItemQuery {
	eventId: string;
	q: string;
	state: ItemState | null;
	after: string | null;
}

/** Where an item stands now. */
export function stateOf(item: Pick<ListedItemFragment, 'inventoryState' | 'saleStatus'>): ItemState {
	if (item.saleStatus === 'AVAILABLE') return 'floor';
	if (item.saleStatus === 'PENDING') return 'cart';
	if (item.saleStatus === 'SOLD') return 'sold';
	if (item.inventoryState === 'SOLD') return 'settled';
	if (item.inventoryState === 'TRANSFER') return 'transfer';
	// A session that ended keeps its items for a moment.
	return 'free';
}

export function asItemState(text: string | null): ItemState | null {
	return text !== null && Object.hasOwn(ITEM_STATES, text) ? (text as ItemState) : null;
}

/** A page of items; null if there is no such event. */
export async function listItems(api: Api, query: ItemQuery): Promise<Found<ListedItemFragment> | null> {
	const search = readSearch(query.q);
	const filter: Filter | null = query.state ? ITEM_STATES[query.state] : null;
	if (search.kind === 'tag') return byTag(api, query, search.tag);
	const number = search.kind === 'number' ? search.number : null;
	const ask = async (after: string | null, first: number): Promise<Page<ListedItemFragment> | null> => {
		if (number === null)
			return (
				(await api.query(EventItemsDocument, { id: query.eventId, after, first, filter })).saleEvent?.items ??
				null
			);
		const answer = await api.query(ItemsOfConsignorDocument, { number, after, first, filter });
		return answer.consignorByNumber?.items ?? null;
	};
	return scan(ask, fits(query.eventId, search), { after: query.after, isSparse: search.kind !== 'all' });
}

async function byTag(api: Api, query: ItemQuery, tag: string): Promise<Found<ListedItemFragment>> {
	const { itemByTag } = await api.query(ItemByTagDocument, { tag });
	const fits = itemByTag?.event.id === query.eventId && (!query.state || stateOf(itemByTag) === query.state);
	return { nodes: itemByTag && fits ? [itemByTag] : [], next: null, isPartial: false };
}

function fits(eventId: string, search: Search): (item: ListedItemFragment) => boolean {
	return (item) => {
		// A consignor's items are of all seasons.
		if (item.event.id !== eventId) return false;
		if (search.kind !== 'text') return true;
		return [item.title, item.category, item.size ?? ''].some((text) =>
			text.toLocaleLowerCase().includes(search.text),
		);
	};
}
