/** What a till keeps on its device. Everything that a sale needs is here, so that a till starts and sells without a network. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Cart } from './cart.ts';
import type { Device } from './device.ts';
import type { JournalSale, SaleState } from './journal.ts';
import type { PackItem, PackState } from './pack.ts';

const NAME = 'hangtag-till';
const VERSION = 1;

/** Single values, by name. */
export interface Values {
	device: Device;
	packState: PackState;
	/** Closed for the day. */
	closed: boolean;
	/** How far the device's clock was ahead when the server was last heard. */
	clockAheadMs: number;
	/** The last receipt number that was given. */
	receiptNumber: number;
}

export interface TillSchema extends DBSchema {
	values: { key: keyof Values; value: Values[keyof Values] };
	/** The event pack: one record an item, looked up by tag; never all of it in memory. */
	pack: { key: string; value: PackItem };
	/** Carts that are open in a tab, or were when it ended. */
	carts: { key: string; value: Cart };
	/** The journal: a sale is here before anybody hears of it. */
	sales: { key: string; value: JournalSale; indexes: { state: SaleState; tags: string } };
}
export type TillDatabase = IDBPDatabase<TillSchema>;

/** Opens it; `onstale` is called when a newer version of the app, in another tab, wants to change it. */
export function openTill(onstale: () => void = () => undefined, name = NAME): Promise<TillDatabase> {
	return openDB<TillSchema>(name, VERSION, {
		upgrade(db) {
			db.createObjectStore('values');
			db.createObjectStore('pack', { keyPath: 'tag' });
			db.createObjectStore('carts', { keyPath: 'key' });
			const sales = db.createObjectStore('sales', { keyPath: 'key' });
			sales.createIndex('state', 'state');
			sales.createIndex('tags', 'tags', { multiEntry: true });
		},
		blocking: (_from, _to, event) => {
			(event.target as IDBDatabase).close();
			onstale();
		},
	});
}

/** On the disk before it is done: for what must survive a power cut. */
export const STRICT = { durability: 'strict' } as const;
