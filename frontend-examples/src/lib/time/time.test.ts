import { expect, test } from 'vitest';
import { formatTime } from './index.ts';

test('a time is the hall’s, wherever the device is', () => {
	const at = '2027-03-06T18:05:09.000Z';
	expect(formatTime(at, 'Europe/Berlin', 'de')).toBe('19:05');
	expect(formatTime(at, 'America/Chicago', 'en', 'seconds').replace(/\s/g, ' ')).toBe('12:05:09 PM');
	expect(formatTime('2027-03-06T16:09:00.000Z', 'Europe/Berlin', 'en').replace(/\s/g, ' ')).toBe('5:09 PM');
	expect(formatTime('2027-03-06T07:05:00.000Z', 'Europe/Berlin', 'de')).toBe('08:05');
	expect(formatTime(at, 'Europe/Berlin', 'de', 'date')).toBe('6. März 2027');
});
