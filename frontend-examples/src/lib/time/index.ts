/** Times as people read them, in the event's time zone wherever the device is. */

type Style = 'time' | 'seconds' | 'date' | 'dateTime';

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
	time: { hour: '2-digit', minute: '2-digit' },
	seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
	date: { day: 'numeric', month: 'short', year: 'numeric' },
	dateTime: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
};
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment; `timeZone` is the event's IANA name. */
export function formatTime(
	at: string | number | Date,
	timeZone: string,
	locale: string,
	style: Style = 'time',
): string {
	const key = `${style} ${timeZone} ${locale}`;
	const known =
		formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...optionsOf(style, locale), timeZone });
	formats.set(key, known);
	return known.format(typeof at === 'string' ? new Date(at) : at);
}

/** "5:09 PM" where clocks have twelve hours, "08:05" where they have twenty-four. */
function optionsOf(style: Style, locale: string): Intl.DateTimeFormatOptions {
	const options = STYLES[style];
	const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
	return options.hour && hour12 ? { ...options, hour: 'numeric' } : options;
}
