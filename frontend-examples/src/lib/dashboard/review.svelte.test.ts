import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import type { SessionEvent } from '$lib/live';
import type { ReviewPageFragment } from './review.generated';
import { Review, type ReviewSale } from './review.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A queue of this many, in pages of two. */
function page(count: number, after: string | null): ReviewPageFragment {
	const from = Number(after ?? 0);
	const ids = Array.from({ length: count }, (_, index) => `${index + 1}`).slice(from, from + 2);
	return {
		nodes: ids.map((id) => ({ id }) as ReviewSale),
		pageInfo: { hasNextPage: from + 2 < count, endCursor: `${from + ids.length}` },
	};
}

const idsOf = (review: Review) => review.sales.map(({ id }) => id);

test('without an answer the pause grows, and the first answer ends it', async () => {
	const asked: number[] = [];
	let isThere = false;
	const review = new Review(page(1, null), () => {
		asked.push(Date.now());
		return isThere
			? Promise.resolve(page(2, null))
			: Promise.reject(new ApiError('API_UNREACHABLE', 'Nobody answered.'));
	});
	review.refresh();
	await vi.advanceTimersByTimeAsync(120_000);
	const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
	expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	isThere = true;
	await vi.advanceTimersByTimeAsync(120_000);
	expect(asked).toHaveLength(9);
	expect(idsOf(review)).toEqual(['1', '2']);
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	expect(asked).toHaveLength(10);
});

test('what would be refused again is not asked again by itself', async () => {
	const ask = vi.fn(() => Promise.reject(new ApiError('FORBIDDEN', 'No.')));
	const review = new Review(page(1, null), ask);
	review.refresh();
	await vi.advanceTimersByTimeAsync(600_000);
	expect(ask).toHaveBeenCalledTimes(1);
});

test('asking again keeps the pages that somebody has opened', async () => {
	let count = 7;
	const review = new Review(page(count, null), (after) => Promise.resolve(page(count, after)));
	await review.more();
	await review.more();
	expect(idsOf(review)).toEqual(['1', '2', '3', '4', '5', '6']);
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	expect(idsOf(review)).toEqual(['1', '2', '3', '4', '5', '6']);
	expect(review.hasMore).toBe(true);
	await review.more();
	count = 3;
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	expect(idsOf(review)).toEqual(['1', '2', '3']);
	expect(review.hasMore).toBe(false);
});

test('what happens while it asks is asked for afterwards', async () => {
	const answers: ((page: ReviewPageFragment) => void)[] = [];
	const review = new Review(page(1, null), () => new Promise((answer) => answers.push(answer)));
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	review.refresh();
	answers[0]?.(page(1, null));
	await vi.advanceTimersByTimeAsync(500);
	answers[1]?.(page(2, null));
	await vi.advanceTimersByTimeAsync(0);
	expect(idsOf(review)).toEqual(['1', '2']);
});

/** A sale that no longer waits. */
const decided = (id: string) =>
	[{ __typename: 'SaleChangedEvent', sale: { id, needsReview: false } }] as unknown as SessionEvent[];

test('a sale that is decided while its page is on the way does not stay', async () => {
	const answers: ((page: ReviewPageFragment) => void)[] = [];
	const review = new Review(page(0, null), () => new Promise((answer) => answers.push(answer)));
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	review.take(decided('1'));
	answers[0]?.(page(1, null));
	await vi.advanceTimersByTimeAsync(500);
	answers[1]?.(page(0, null));
	await vi.advanceTimersByTimeAsync(0);
	expect(idsOf(review)).toEqual([]);
	const more = review.more();
	review.take(decided('1'));
	answers[2]?.(page(1, null));
	await more;
	await vi.advanceTimersByTimeAsync(500);
	answers[3]?.(page(0, null));
	await vi.advanceTimersByTimeAsync(0);
	expect(idsOf(review)).toEqual([]);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(answers).toHaveLength(4);
});

test('a page that is closed asks no more', async () => {
	const ask = vi.fn(() => Promise.reject(new ApiError('API_UNREACHABLE', 'Nobody answered.')));
	const review = new Review(page(1, null), ask);
	review.refresh();
	await vi.advanceTimersByTimeAsync(500);
	review.stop();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(ask).toHaveBeenCalledTimes(1);
});
