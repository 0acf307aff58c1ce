import { expect, test } from 'vitest';
import { readSearch, scan } from './search.ts';
import { readTags, tagCalls } from './tags.ts';

test('a tag, a number and words are told apart', () => {
	expect(
		['', '00417-0023-0', '0041700230', '417', '0', 'Coat 104', '123456'].map((q) => readSearch(q).kind),
	).toEqual(['all', 'tag', 'tag', 'number', 'text', 'text', 'text']);
	expect(readSearch(' Coat ')).toEqual({ kind: 'text', text: 'coat' });
});

/** A list of so many numbers, whose cursor is the last one. */
const list = (size: number) => {
	const asked: number[] = [];
	return {
		asked,
		ask: async (after: string | null, first: number) => {
			asked.push(first);
			const start = after === null ? 0 : Number(after);
			const nodes = Array.from({ length: Math.min(first, size - start) }, (_, at) => start + at);
			const end = start + nodes.length;
			return { nodes, pageInfo: { hasNextPage: end < size, endCursor: String(end) } };
		},
	};
};

test('a search reads on until a screenful fits, and says where it stopped', async () => {
	const { ask, asked } = list(10_000);
	const every = (n: number) => (value: number) => value % n === 0;
	const some = await scan(ask, every(10), { after: null, isSparse: true });
	expect([some?.nodes.length, some?.next, some?.isPartial]).toEqual([50, '500', false]);
	expect(asked.length).toBe(5);
	const few = await scan(ask, every(1_000), { after: null, isSparse: true });
	expect([few?.nodes, few?.next, few?.isPartial]).toEqual([[0, 1_000, 2_000], '2500', true]);
	const rest = await scan(ask, every(1_000), { after: '9500', isSparse: true });
	expect([rest?.nodes, rest?.next, rest?.isPartial]).toEqual([[], null, false]);
});

test('tags stand apart by whatever is between them, each once, 500 a call', () => {
	expect(readTags(' 00417-0023-0\n0041700231, 00417-0023-0;x ')).toEqual(['00417-0023-0', '0041700231', 'x']);
	const tags = Array.from({ length: 501 }, (_, at) => String(at));
	expect(tagCalls(tags).map((call) => call.length)).toEqual([500, 1]);
});
