import { describe, expect, test } from 'vitest';
import { isTimeZone, toInstant, toLocal } from './zoned.ts';

describe('wall clocks of a time zone', () => {
	test.each([
		['2027-03-12T09:30', 'Europe/Berlin', '2027-03-12T08:30:00.000Z'],
		['2027-07-12T09:30', 'Europe/Berlin', '2027-07-12T07:30:00.000Z'],
		['2027-03-12T09:30', 'America/Denver', '2027-03-12T16:30:00.000Z'],
		['2027-01-01T00:15', 'Asia/Kathmandu', '2026-12-31T18:30:00.000Z'],
	])('%s in %s is %s, and back', (local, zone, instant) => {
		expect(toInstant(local, zone)).toBe(instant);
		expect(toLocal(instant, zone)).toBe(local);
	});

	test('an hour that is skipped is no time, nor is what is no date', () => {
		expect(toInstant('2027-03-28T02:30', 'Europe/Berlin')).toBeNull();
		expect(toInstant('2027-02-30T09:00', 'Europe/Berlin')).toBeNull();
		expect(toInstant('', 'Europe/Berlin')).toBeNull();
		expect(toInstant('2027-03-12T09:30', 'Mars/Olympus')).toBeNull();
	});

	test('a zone has an IANA name', () => {
		expect(['Europe/Berlin', 'UTC', 'Berlin', '+01:00', ''].map(isTimeZone)).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
});
