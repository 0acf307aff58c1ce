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
	const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone });
	formats.set(key, known);
	return known.format(typeof at === 'string' ? new Date(at) : at);
}
