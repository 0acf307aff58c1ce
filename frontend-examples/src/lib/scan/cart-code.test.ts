import { expect, test } from 'vitest';
import { cartCode, newCartName, readCartCode } from './cart-code.ts';
import { readTag } from './tag.ts';

test('a new name is read back from its code, from itself, and as a person types it', () => {
	for (let round = 0; round < 500; round += 1) {
		const name = newCartName();
		expect(name).toMatch(/^[B-X][2-9B-X]{3}-[2-9B-X]{4}$/);
		expect(cartCode(name)).toMatch(/^CART[2-9B-X]{8}$/);
		for (const typed of [cartCode(name), name, name.toLowerCase(), ` ${name.replace('-', ' ')}\r\n`]) {
			expect(readCartCode(typed)).toBe(name);
		}
		expect(readTag(cartCode(name))).toEqual({ problem: 'NOT_A_TAG' });
	}
});

test('a scanner with an American keyboard at a German device does no harm', () => {
	expect(readCartCode('K7PBß9XR2')).toBe('K7PB-9XR2');
	expect(cartCode('K7PB-9XR2')).toBe('CARTK7PB9XR2');
});

test('a cart that a till named otherwise has a code too', () => {
	for (const name of ['0b1c9f3e-7a55-4a0e-9d0f-1f6a3f1f2b11', 'k7pb-9xr2', 'Till 3, Müller']) {
		expect(readCartCode(cartCode(name))).toBe(name);
	}
});

test.each([
	'',
	'CART',
	'CART:',
	'0041700230',
	'00417-0023-0',
	'23456789',
	'K7PB-9XR',
	'K7PB-9XR22',
	'KAPB-9XR2',
	'🧺',
])('%j is no cart', (raw) => {
	expect(readCartCode(raw)).toBeNull();
});

test('a novel is no cart, whatever it begins with', () => {
	expect(readCartCode(`CART:${'x'.repeat(500_000)}`)).toBeNull();
});
