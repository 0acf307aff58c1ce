import { expect, test } from 'vitest';
import { readTag } from './tag.ts';

test.each([
	['0041700230', '0041700230'],
	['00417-0023-0', '0041700230'],
	[' 00417 0023 0\n', '0041700230'],
	['', null],
	['417', null],
	['00417002301', null],
	['٠٠٤١٧٠٠٢٣٠', null],
	['🏷️', null],
	['<script>', null],
	['0'.repeat(10) + ' '.repeat(4000), null],
])('%j is the tag %j', (text, tag) => {
	expect(readTag(text)).toBe(tag);
});
