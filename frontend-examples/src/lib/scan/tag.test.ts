import { describe, expect, test } from 'vitest';
import { printedTag, readable, readTag } from './tag.ts';

describe('what a scanner delivers', () => {
	test.each([
		'0041700230',
		'00417-0023-0',
		' 00417 - 0023 - 0 \t',
		'00417‑0023–0',
		'0041700230\r\n',
		'\u0002004170\u001d0230\u0003',
		'\ufeff0041700230\u200b',
		']C00041700230',
		'https://hall.example/t/0041700230',
		'http://192.168.1.5:3000/t/00417-0023-0',
		'HTTPS://HALL.EXAMPLE/T/0041700230',
		'https://hall.example/t/0041700230/',
		'https://hall.example/app/t/0041700230?from=tag#now',
		'httpsÖ--hall.example-t-00417ß0023ß0',
		'00417ß0023ß0',
	])('%j is the tag', (raw) => {
		expect(readTag(raw)).toEqual({ tag: '0041700230' });
	});

	test.each(['', ' ', '\r\n', '\u0000\u001d', '\u200b'])('%j is nothing', (raw) => {
		expect(readTag(raw)).toEqual({ problem: 'EMPTY' });
	});

	test.each([
		['a wrong check digit', '0041700236'],
		['two digits swapped', '0041702030'],
		['nine digits', '041700230'],
		['eleven digits', '00417002300'],
		['a consignor 0', '0000000017'],
		['an item 0', '0041700006'],
		['all noughts', '0000000000'],
		['a book', '9783161484100'],
		['letters in it', '0041700x30'],
		['Arabic digits', '٠٠٤١٧٠٠٢٣٠'],
		['an emoji', '🧸'],
		['an emoji behind the tag', '0041700230🧸'],
		['another page', 'https://hall.example/organizer/0041700230'],
		['a tag page of no tag', 'https://hall.example/t/teddy'],
		['two scans in one', '00417002300041700230'],
	])('%s is no tag', (_, raw) => {
		expect(readTag(raw)).toEqual({ problem: 'NOT_A_TAG' });
	});

	test('200 characters are read, one more is too long, and a novel is not even looked at', () => {
		expect(readTag('🧸'.repeat(200))).toEqual({ problem: 'NOT_A_TAG' });
		expect(readTag('🧸'.repeat(201))).toEqual({ problem: 'TOO_LONG' });
		expect(readTag('Call me Ishmael. '.repeat(50_000))).toEqual({ problem: 'TOO_LONG' });
	});

	test('of three hundred tags, every wrong digit and every swap of neighbours is found', () => {
		let tags = 0;
		for (let number = 1; number < 3000; number += 1) {
			const digits = `00417${String(number % 10_000).padStart(4, '0')}`;
			const tag = '0123456789'
				.split('')
				.map((check) => digits + check)
				.find((text) => 'tag' in readTag(text));
			if (!tag) throw new Error(`${digits} has no check digit`);
			if (number % 10 !== 0) continue;
			tags += 1;
			for (let place = 0; place < tag.length - 1; place += 1) {
				const [left = '', right = ''] = tag.slice(place, place + 2);
				const wrong = tag.slice(0, place) + ((Number(left) + 1) % 10) + tag.slice(place + 1);
				expect(readTag(wrong)).toEqual({ problem: 'NOT_A_TAG' });
				const swapped = tag.slice(0, place) + right + left + tag.slice(place + 2);
				if (left !== right) expect(readTag(swapped)).toEqual({ problem: 'NOT_A_TAG' });
			}
		}
		expect(tags).toBe(299);
	});
});

test('a tag stands on screen as it is printed, and a scan without what nobody can see', () => {
	expect(printedTag('0041700230')).toBe('00417-0023-0');
	expect(readable('\u0002 teddy\u001d bear\r\n')).toBe('teddy bear');
});
