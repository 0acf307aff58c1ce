/** Which items are shown, and in which order. */
import type { SheetItemFragment } from './sheet.generated';
import { standingOf } from './standing.ts';

export type Wanted = 'all' | 'sold' | 'offered' | 'idle';

/** How many there are of each. */
export function counts(items: readonly SheetItemFragment[]): Record<Wanted, number> {
	const of = (wanted: Wanted) => items.filter((item) => isWanted(item, wanted)).length;
	return { all: items.length, sold: of('sold'), offered: of('offered'), idle: of('idle') };
}

/** The newest sales first, then the rest by tag. */
export function select(
	items: readonly SheetItemFragment[],
	wanted: Wanted,
	text: string,
): SheetItemFragment[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return items
		.filter((item) => isWanted(item, wanted) && words.every((word) => isNamed(item, word)))
		.sort((a, b) => (b.sold?.at ?? '').localeCompare(a.sold?.at ?? '') || a.tag.localeCompare(b.tag));
}

function isWanted(item: SheetItemFragment, wanted: Wanted): boolean {
	const standing = standingOf(item);
	return wanted === 'all' || standing === wanted || (wanted === 'idle' && standing === 'transfer');
}

function isNamed(item: SheetItemFragment, word: string): boolean {
	const said = [item.title, item.category, item.size ?? '', item.tag, item.tagPrinted];
	return said.some((text) => text.toLowerCase().includes(word));
}
