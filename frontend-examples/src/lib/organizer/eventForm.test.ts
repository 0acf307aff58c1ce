import { describe, expect, test } from 'vitest';
import { parsePercent, readEvent, refusedEvent, typedEvent, type TypedEvent } from './eventForm.ts';

const TYPED: TypedEvent = {
	name: ' Spring 2027 ',
	startsAt: '2027-03-12T09:00',
	endsAt: '2027-03-13T18:00',
	timeZone: 'Europe/Berlin',
	currency: 'EUR',
	baseShare: '62,5',
	volunteerBonus: '5',
	superBonus: '0',
	maxShare: '80 %',
};
const errors = (change: Partial<TypedEvent>) => {
	const read = readEvent({ ...TYPED, ...change });
	return 'errors' in read ? read.errors : null;
};

test('percent are read as basis points', () => {
	expect(['65', '62,5', '62.25 %', '0', '100'].map(parsePercent)).toEqual([6500, 6250, 6225, 0, 10000]);
	expect(['', '-1', '100.01', '65.125', 'half', '1e1'].map(parsePercent)).toEqual(Array(6).fill(null));
});

describe('an event', () => {
	test('is read in its own time zone', () => {
		expect(readEvent(TYPED)).toEqual({
			input: {
				name: 'Spring 2027',
				timeZone: 'Europe/Berlin',
				startsAt: '2027-03-12T08:00:00.000Z',
				endsAt: '2027-03-13T17:00:00.000Z',
				currency: 'EUR',
				rates: { baseShareBps: 6250, volunteerBonusBps: 500, superBonusBps: 0, maxShareBps: 8000 },
			},
		});
	});

	test.each<[Partial<TypedEvent>, object]>([
		[{ name: '  ' }, { name: 'nameMissing' }],
		[{ name: 'x'.repeat(201) }, { name: 'nameTooLong' }],
		[{ timeZone: 'Berlin' }, { timeZone: 'timeZoneWrong' }],
		[{ startsAt: '' }, { startsAt: 'timeMissing' }],
		[{ startsAt: '2027-03-28T02:30', endsAt: '2027-03-29T09:00' }, { startsAt: 'timeWrong' }],
		[{ endsAt: TYPED.startsAt }, { endsAt: 'endsBeforeStart' }],
		[{ baseShare: '101' }, { baseShare: 'percentWrong' }],
		[{ maxShare: '50' }, { maxShare: 'maxBelowBase' }],
	])('%j is wrong at its field', (change, expected) => expect(errors(change)).toEqual(expected));

	test('is copied with everything but its dates', () => {
		const read = readEvent(TYPED);
		if ('errors' in read) throw new Error('it is right');
		const copy = typedEvent({ id: 'e', ...read.input, rates: { ...TYPED_RATES } }, 'de');
		expect(copy).toEqual({ ...TYPED, name: 'Spring 2027', startsAt: '', endsAt: '', maxShare: '80' });
	});

	test('is refused at the fields that the server means', () => {
		expect(refusedEvent(['INVALID_PERIOD', 'INVALID_RATES'])).toEqual({
			endsAt: 'endsBeforeStart',
			baseShare: 'ratesWrong',
		});
	});
});

const TYPED_RATES = { baseShareBps: 6250, volunteerBonusBps: 500, superBonusBps: 0, maxShareBps: 8000 };
