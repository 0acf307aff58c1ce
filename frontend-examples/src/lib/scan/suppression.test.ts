import { expect, test } from 'vitest';
import { Suppression } from './suppression.ts';

test('a code counts once while it is in sight, and again after three seconds out of it', () => {
	const suppression = new Suppression();
	expect(suppression.isNew('A', 0)).toBe(true);
	expect(suppression.isNew('A', 100)).toBe(false);
	expect(suppression.isNew('A', 2_900)).toBe(false);
	expect(suppression.isNew('A', 5_800)).toBe(false);
	expect(suppression.isNew('A', 8_800)).toBe(true);
});

test('another code in between does not make it news', () => {
	const suppression = new Suppression();
	expect(['A', 'B', 'A', 'B', 'C'].map((code, place) => suppression.isNew(code, place * 100))).toEqual([
		true,
		true,
		false,
		false,
		true,
	]);
});
