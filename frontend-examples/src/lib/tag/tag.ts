/** Tags in an address. */

/** Longer is no tag, whatever blanks are in it. */
const TEXT_MAX = 40;

/** The ten digits, as printed or as scanned: blanks and hyphens do not matter. Null if it cannot be a tag. */
export function readTag(text: string): string | null {
	if (text.length > TEXT_MAX) return null;
	const digits = text.replace(/[\s-]/g, '');
	return /^\d{10}$/.test(digits) ? digits : null;
}
