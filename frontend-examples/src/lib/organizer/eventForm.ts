/** A new event as it is typed, and what the API takes. */
import type { EventRulesFragment, EventCreateMutationVariables } from './events.generated.ts';
import type { eventFormMessages } from './eventFormMessages.ts';
import { isTimeZone, toInstant } from '$lib/time/zoned';

export type EventInput = EventCreateMutationVariables['input'];
export type Currency = EventInput['currency'];
/** What an event may count in. */
export const CURRENCIES: readonly Currency[] = [
	'EUR',
	'CHF',
	'GBP',
	'USD',
	'CAD',
	'AUD',
	'NZD',
	'SEK',
	'NOK',
	'DKK',
];

const NAME_CHARACTERS_MAX = 200;

/** Text, as it stands in the fields; times are wall clocks of the event's zone, shares percent. */
export interface TypedEvent {
	name: string;
	startsAt: string;
	endsAt: string;
	timeZone: string;
	currency: Currency;
	baseShare: string;
	volunteerBonus: string;
	superBonus: string;
	maxShare: string;
}
export type EventField = keyof TypedEvent;
export type EventErrors = Partial<Record<EventField, keyof typeof eventFormMessages>>;

/** An empty form, or last season's: everything but its dates. */
export function typedEvent(from: EventRulesFragment | null, locale: string): TypedEvent {
	const percent = (bps: number) =>
		(bps / 100).toLocaleString(locale, { maximumFractionDigits: 2, useGrouping: false });
	return {
		name: from?.name ?? '',
		startsAt: '',
		endsAt: '',
		timeZone: from?.timeZone ?? '',
		currency: from?.currency ?? 'EUR',
		baseShare: from ? percent(from.rates.baseShareBps) : '',
		volunteerBonus: percent(from?.rates.volunteerBonusBps ?? 0),
		superBonus: percent(from?.rates.superBonusBps ?? 0),
		maxShare: percent(from?.rates.maxShareBps ?? 10_000),
	};
}

/** `65`, `62,5` and `62.5 %` in basis points; null if it is none from 0 to 100. */
export function parsePercent(text: string): number | null {
	const match = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
	if (!match) return null;
	const bps = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
	return bps <= 10_000 ? bps : null;
}

/** What the API takes, or what is wrong with each field. */
export function readEvent(typed: TypedEvent): { input: EventInput } | { errors: EventErrors } {
	const errors: EventErrors = {};
	const name = typed.name.trim();
	if (name === '') errors.name = 'nameMissing';
	else if ([...name].length > NAME_CHARACTERS_MAX) errors.name = 'nameTooLong';
	const timeZone = typed.timeZone.trim();
	if (!isTimeZone(timeZone)) errors.timeZone = 'timeZoneWrong';
	const startsAt = moment('startsAt');
	const endsAt = moment('endsAt');
	if (startsAt && endsAt && endsAt <= startsAt) errors.endsAt = 'endsBeforeStart';
	const baseShareBps = percent('baseShare');
	const volunteerBonusBps = percent('volunteerBonus');
	const superBonusBps = percent('superBonus');
	const maxShareBps = percent('maxShare');
	if (!errors.baseShare && !errors.maxShare && baseShareBps > maxShareBps) errors.maxShare = 'maxBelowBase';
	if (Object.keys(errors).length > 0 || !startsAt || !endsAt) return { errors };
	const rates = { baseShareBps, volunteerBonusBps, superBonusBps, maxShareBps };
	return { input: { name, timeZone, startsAt, endsAt, currency: typed.currency, rates } };

	function moment(field: 'startsAt' | 'endsAt'): string | null {
		if (typed[field] === '') errors[field] = 'timeMissing';
		if (typed[field] === '' || errors.timeZone) return null;
		const instant = toInstant(typed[field], timeZone);
		if (instant === null) errors[field] = 'timeWrong';
		return instant;
	}

	function percent(field: 'baseShare' | 'volunteerBonus' | 'superBonus' | 'maxShare'): number {
		const bps = parsePercent(typed[field]);
		if (bps === null) errors[field] = 'percentWrong';
		return bps ?? 0;
	}
}

/** Refusals of the server at the fields that they mean. */
export function refusedEvent(codes: readonly string[]): EventErrors {
	const errors: EventErrors = {};
	if (codes.includes('INVALID_NAME')) errors.name = 'nameWrong';
	if (codes.includes('INVALID_TIME_ZONE')) errors.timeZone = 'timeZoneWrong';
	if (codes.includes('INVALID_PERIOD')) errors.endsAt = 'endsBeforeStart';
	if (codes.includes('INVALID_RATES')) errors.baseShare = 'ratesWrong';
	return errors;
}
