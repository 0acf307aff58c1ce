/** What an import of items would do: every row is new, there already, or wrong. */
import { cellFault, type RowFault } from './fault.ts';
import { isUnnamed, itemContent, itemName, type Item, type ItemRow } from './items.ts';

export interface ItemPlan {
	toAdd: ItemRow[];
	/** There before, or twice alike in the file. */
	duplicate: number;
	/** Of these, such that stand otherwise than the row says: an import adds and never changes. */
	differing: number;
	/** Rows to add without a name of their own: the same rows in another file would come in again. */
	unnamed: number;
	faults: RowFault[];
}

/** What stands on the server. */
export interface Standing {
	/** Consignors that there are. */
	consignors: ReadonlySet<number>;
	/** The content of the event's items by name. */
	items: ReadonlyMap<string, string>;
}

/** Compares rows with what stands. */
export function planItems(rows: readonly ItemRow[], standing: Standing): ItemPlan {
	const plan: ItemPlan = { toAdd: [], duplicate: 0, differing: 0, unnamed: 0, faults: [] };
	const named = new Map<string, { row: number; content: string }>();
	for (const next of rows) {
		const { row, item } = next;
		if (!standing.consignors.has(item.consignorNumber)) {
			plan.faults.push(
				cellFault(row.number, 'consignor', String(item.consignorNumber), { code: 'UNKNOWN_CONSIGNOR' }),
			);
			continue;
		}
		const name = itemName(item);
		const content = itemContent(item);
		const earlier = named.get(name);
		const stands = standing.items.get(name);
		if (earlier && earlier.content !== content) {
			plan.faults.push(
				cellFault(row.number, 'ref', item.ref, { code: 'NAMED_TWICE', values: { other: earlier.row } }),
			);
		} else if (earlier || stands !== undefined) {
			plan.duplicate += 1;
			if (stands !== undefined && stands !== content) plan.differing += 1;
		} else {
			plan.toAdd.push(next);
			if (isUnnamed(item)) plan.unnamed += 1;
		}
		if (!earlier) named.set(name, { row: row.number, content });
	}
	return plan;
}

/** The API's limit of a call. */
const CALL_ITEMS_MAX = 500;
/** A request has 1 MiB at most; 500 items with the longest texts in a wide script would pass that. */
const CALL_BYTES_MAX = 768 * 1024;

/** Rows in calls, in their order: a consignor's items are numbered as they stand in the file. */
export function batches(rows: readonly ItemRow[]): ItemRow[][] {
	const encoder = new TextEncoder();
	const calls: ItemRow[][] = [];
	let bytes = 0;
	for (const row of rows) {
		const size = encoder.encode(JSON.stringify(row.item)).length;
		const current = calls.at(-1);
		if (!current || current.length === CALL_ITEMS_MAX || bytes + size > CALL_BYTES_MAX) {
			calls.push([row]);
			bytes = size;
		} else {
			current.push(row);
			bytes += size;
		}
	}
	return calls;
}

/** The input of a call. */
export function inputOf(rows: readonly ItemRow[]): Item[] {
	return rows.map(({ item }) => item);
}
