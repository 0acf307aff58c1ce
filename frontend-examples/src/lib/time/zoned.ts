/** Wall clocks of a time zone, as `<input type="datetime-local">` writes them: `2027-03-12T09:30`. */
import { TZDate } from '@date-fns/tz';

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::00(?:\.0+)?)?$/;

/** Does the device know a time zone of this IANA name? */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return /^[A-Za-z]/.test(name);
	} catch {
		return false;
	}
}

/** The moment at which clocks in the zone show this; null if they never do: that hour is skipped, or it is no time. */
export function toInstant(local: string, timeZone: string): string | null {
	const match = LOCAL.exec(local);
	if (!match || !isTimeZone(timeZone)) return null;
	const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
		number,
		number,
		number,
		number,
		number,
	];
	const at = new TZDate(year, month - 1, day, hour, minute, timeZone);
	if (Number.isNaN(at.getTime())) return null;
	const instant = new Date(at.getTime()).toISOString();
	return toLocal(instant, timeZone) === local.slice(0, 16) ? instant : null;
}

/** What clocks in the zone show at a moment. */
export function toLocal(instant: string, timeZone: string): string {
	const at = new TZDate(instant, timeZone);
	const two = (value: number) => String(value).padStart(2, '0');
	const date = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
	return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
