import { expect, test } from 'vitest';
import { readToken, tokenOf } from './auth.ts';

test.each([
	['ht_abc', 'ht_abc'],
	['  Bearer ht_abc\n', 'ht_abc'],
	['', null],
	['two words', null],
	['ht_ä', null],
	['🏷️', null],
	['ht_a\r\nx-evil: 1', null],
	['x'.repeat(201), null],
])('pasted %j is the token %j', (text, token) => {
	expect(readToken(text)).toBe(token);
});

test.each([
	['hangtag_token=ht_a', 'ht_a'],
	['a=b; hangtag_token=ht_a%3D; c=d', 'ht_a='],
	['other_hangtag_token=ht_a', null],
	['hangtag_token=%', null],
	['hangtag_token=a%0d%0ab', null],
	[undefined, null],
])('the cookies %j carry %j', (header, token) => {
	expect(tokenOf(header)).toBe(token);
});
