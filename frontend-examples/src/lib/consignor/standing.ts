/** Where an item stands, as its consignor needs to know it. */
import type { SheetItemFragment } from './sheet.generated';

/** `offered`: on the floor, or in somebody's cart, which changes by the minute and means nothing yet. `idle`: no session sells it. */
export type Standing = 'sold' | 'offered' | 'idle' | 'transfer';

type Placed = Pick<SheetItemFragment, 'inventoryState' | 'saleStatus'> & { sold: unknown };

export function standingOf(item: Placed): Standing {
	if (item.sold || item.saleStatus === 'SOLD' || item.inventoryState === 'SOLD') return 'sold';
	if (item.saleStatus) return 'offered';
	return item.inventoryState === 'TRANSFER' ? 'transfer' : 'idle';
}
