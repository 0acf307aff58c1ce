/** What is known of an item's life, in the order of time. Nothing is guessed: what the API does not tell is not here. */
import { standingOf } from '$lib/consignor/standing';
import type { TagItemQuery } from './tagItem.generated';

export type TagItem = NonNullable<TagItemQuery['itemByTag']>;

export type Moment = {
	/** RFC 3339. */
	at: string;
	/** It has not come yet. */
	ahead: boolean;
} & (
	| { kind: 'described'; version: number }
	| { kind: 'begins' }
	| { kind: 'held' }
	| { kind: 'sold'; sold: NonNullable<TagItem['sold']> }
	| { kind: 'ends' }
);

export function timelineOf(item: TagItem, now: Date): Moment[] {
	const { event, hold, sold } = item;
	const isAhead = (at: string) => new Date(at) > now;
	const at = (at: string) => ({ at, ahead: isAhead(at) });
	const moments: Moment[] = [
		{ kind: 'described', version: item.version, ...at(item.updatedAt) },
		{ kind: 'begins', ...at(event.startsAt) },
	];
	if (sold) moments.push({ kind: 'sold', sold, ...at(sold.at) });
	// Until then it is kept for whoever has it in the cart.
	if (hold && standingOf(item) === 'offered') moments.push({ kind: 'held', ...at(hold.expiresAt) });
	// Of what is sold nobody waits for the end.
	if (!sold) moments.push({ kind: 'ends', ...at(event.endsAt) });
	return moments.sort((a, b) => a.at.localeCompare(b.at));
}
