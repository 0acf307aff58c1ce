/** The organization's consignors with what each has in an event. Runs where the API is near. */
import type { Api } from '$lib/graphql';
import {
	FindConsignorDocument,
	EventConsignorsDocument,
	type ListedConsignorFragment,
} from './lists.generated.ts';
import { readSearch, scan, type Found } from './search.ts';

/** A page of consignors that fit; null if there is no list. */
export async function listConsignors(
	api: Api,
	{ eventId, q, after }: { eventId: string; q: string; after: string | null },
): Promise<Found<ListedConsignorFragment> | null> {
	const search = readSearch(q);
	if (search.kind === 'number') {
		const { consignorByNumber: found } = await api.query(FindConsignorDocument, {
			eventId,
			number: search.number,
		});
		return { nodes: found ? [found] : [], next: null, isPartial: false };
	}
	const text = search.kind === 'text' ? search.text : '';
	return scan(
		async (after, first) => (await api.query(EventConsignorsDocument, { eventId, after, first })).consignors,
		({ displayName }) => (displayName ?? '').toLocaleLowerCase().includes(text),
		{ after, isSparse: text !== '' },
	);
}
