/** Rows of the item template, read into what `itemsAdd` takes. */
import { Cells, Header, same } from './cells.ts';
import { FileFault, type RowFault } from './fault.ts';
import type { Row, Table } from './table.ts';

export const ITEM_COLUMNS = [
	'ref',
	'consignor',
	'title',
	'category',
	'size',
	'price',
	'discountable',
	'donate',
];
/** What an export adds; an import does not look at them. */
const EXPORTED_COLUMNS = ['tag', 'status', 'sold_price', 'sold_at'];
const NEEDED_COLUMNS = ['consignor', 'title', 'category', 'price'];

/** Begins the name of a row that brings none. */
const UNNAMED = 'file-';

/** An item to take in. */
export interface Item {
	consignorNumber: number;
	/** The row's name. */
	ref: string;
	title: string;
	category: string;
	size: string | null;
	price: string;
	discountable: boolean;
	donate: boolean;
}

/** A row that is read. */
export interface ItemRow {
	row: Row;
	item: Item;
}

/** Which item it is, in an event. */
export function itemName(item: Pick<Item, 'consignorNumber' | 'ref'>): string {
	return `${item.consignorNumber}/${item.ref}`;
}

/** All that an editor could change, so that a row is seen to differ from what stands. */
export function itemContent(item: Omit<Item, 'consignorNumber' | 'ref'>): string {
	return JSON.stringify([item.title, item.category, item.size, item.price, item.discountable, item.donate]);
}

export function isUnnamed(item: Item): boolean {
	return item.ref.startsWith(UNNAMED);
}

/** Reads every row. Throws a `FileFault` if the header is another table's. */
export function readItems(table: Table, currency: string): { rows: ItemRow[]; faults: RowFault[] } {
	if (table.header.some((name) => same(name, 'handle') || same(name, 'url handle')))
		throw new FileFault({ code: 'SHOPIFY' });
	const header = new Header(table.header, NEEDED_COLUMNS, ITEM_COLUMNS, EXPORTED_COLUMNS);
	const columns = Object.fromEntries(ITEM_COLUMNS.map((name) => [name, header.find(name)]));
	const column = (name: string) => columns[name] ?? null;
	const rows: ItemRow[] = [];
	const faults: RowFault[] = [];
	for (const row of table.rows) {
		const cells = new Cells(row, header.length);
		if (cells.isRagged) {
			faults.push(...cells.faults);
			continue;
		}
		const item: Item = {
			ref: cells.optionalLine(column('ref')) ?? unnamed(table, row),
			consignorNumber: cells.consignorNumber(column('consignor')),
			title: cells.line(column('title')),
			category: cells.line(column('category')),
			size: cells.optionalLine(column('size')),
			price: cells.price(column('price'), currency),
			discountable: cells.yes(column('discountable'), true),
			donate: cells.yes(column('donate'), false),
		};
		if (cells.faults.length > 0) faults.push(...cells.faults);
		else rows.push({ row, item });
	}
	return { rows, faults };
}

/** Two rows that are alike are two items, and the same file again has the same names. */
function unnamed(table: Table, row: Row): string {
	return `${UNNAMED}${table.digest}-row-${row.number}`;
}
