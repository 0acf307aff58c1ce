/** All items that a consignor has in an event. */
import { ConsignorItemsDocument, type SheetItemFragment } from './sheet.generated';
import type { Api } from '$lib/graphql';

interface Which {
	consignorId: string;
	eventId: string;
	/** How many there are. */
	itemCount: number;
}

/**
 * Walks a consignor's items from the newest back, until all of the event are found: item numbers run on from season to season,
 * so a season's items lie together.
 */
export async function itemsOf(
	api: Api,
	{ consignorId, eventId, itemCount }: Which,
	timeoutMs?: number,
): Promise<SheetItemFragment[]> {
	const found: SheetItemFragment[] = [];
	let before: string | null = null;
	while (found.length < itemCount) {
		const variables: { consignorId: string; before: string | null } = { consignorId, before };
		const { consignor } = await api.query(ConsignorItemsDocument, variables, timeoutMs ? { timeoutMs } : {});
		if (!consignor) break;
		const { nodes, pageInfo } = consignor.items;
		found.unshift(...nodes.filter((item) => item.event.id === eventId));
		if (!pageInfo.hasPreviousPage || !pageInfo.startCursor) break;
		before = pageInfo.startCursor;
	}
	return found;
}
