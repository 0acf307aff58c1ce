/** What stands on the server before an import: consignors, and the event's items by name. */
import type { Api } from '$lib/graphql';
import { itemContent, itemName } from './items.ts';
import { pages, patiently } from './patience.ts';
import type { Standing } from './plan.ts';
import { ImportConsignorsDocument, ImportItemsDocument } from './standing.generated.ts';

/** Names by number. */
export async function readConsignorNames(api: Api, signal: AbortSignal): Promise<Map<number, string>> {
	const names = new Map<number, string>();
	const ask = (after: string | null) =>
		patiently(() => api.query(ImportConsignorsDocument, { after }, { signal }), signal);
	for await (const nodes of pages(async (after) => (await ask(after)).consignors))
		for (const { number, displayName } of nodes) names.set(number, displayName ?? '');
	return names;
}

/** All that rows of items are compared with; `onItems` hears how many are read. */
export async function readStanding(
	api: Api,
	eventId: string,
	signal: AbortSignal,
	onItems: (count: number) => void,
): Promise<Standing> {
	const consignors = new Set((await readConsignorNames(api, signal)).keys());
	const items = new Map<string, string>();
	let count = 0;
	const ask = (after: string | null) =>
		patiently(() => api.query(ImportItemsDocument, { eventId, after }, { signal }), signal);
	for await (const nodes of pages(async (after) => (await ask(after)).saleEvent?.items)) {
		count += nodes.length;
		onItems(count);
		for (const { ref, size, ...node } of nodes) {
			const item = { ...node, size: size ?? null };
			if (ref) items.set(itemName({ ...item, ref }), itemContent(item));
		}
	}
	return { consignors, items };
}
