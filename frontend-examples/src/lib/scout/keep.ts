/** A basket outlives a reload, a phone that is put away, and a browser that is ended: it is kept on the device. */
import type { Line } from './line.ts';

/** `parking`: a person has said so, and the server does not know yet. */
export type Step = 'scanning' | 'parking' | 'parked';

export interface Kept {
	version: 1;
	sessionId: string;
	/** The cart's name on the server. */
	name: string;
	note: string;
	step: Step;
	/** Newest first. */
	lines: readonly Line[];
}

const BASKET_KEY = 'hangtag-scout-basket';
const NAME_KEY = 'hangtag-scout-name';

/** What was kept of this session; null if there is nothing, or nothing of use. */
export function readKept(sessionId: string): Kept | null {
	try {
		const kept = JSON.parse(localStorage.getItem(BASKET_KEY) ?? 'null') as Kept | null;
		return kept?.version === 1 && kept.sessionId === sessionId && Array.isArray(kept.lines) ? kept : null;
	} catch {
		return null;
	}
}

/** Keeps it; says whether that was possible. */
export function keep(kept: Kept): boolean {
	try {
		localStorage.setItem(BASKET_KEY, JSON.stringify(kept));
		return true;
	} catch {
		return false;
	}
}

/** How the tills see this phone: chosen once, and kept. */
export function scoutName(): string {
	try {
		const known = localStorage.getItem(NAME_KEY);
		if (known) return known;
	} catch {
		// A name for now.
	}
	return renameScout(`Scout ${10 + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 90)}`);
}

export function renameScout(name: string): string {
	try {
		localStorage.setItem(NAME_KEY, name);
	} catch {
		// It holds until the page is left.
	}
	return name;
}
