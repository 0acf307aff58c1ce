/** What a till says without words, so that nobody must look: made by the browser, no files. A device without sound is silent. */

export type Sound = 'added' | 'warning' | 'refused' | 'paid';

/** A tone: when it begins and how long it lasts, in seconds. */
interface Tone {
	hertz: number;
	at: number;
	seconds: number;
	shape: OscillatorType;
	volume: number;
}

const MUTED_KEY = 'hangtag-muted';
/** A tone that begins or ends at once clicks. */
const EDGE_SECONDS = 0.008;

/** Told apart in a noisy hall by number and direction, not by pitch alone: one short; two the same; low and long; up. */
const TONES: Record<Sound, readonly Tone[]> = {
	added: [{ hertz: 1320, at: 0, seconds: 0.07, shape: 'sine', volume: 0.35 }],
	warning: [0, 0.16].map((at) => ({
		hertz: 740,
		at,
		seconds: 0.11,
		shape: 'triangle' as const,
		volume: 0.45,
	})),
	refused: [
		{ hertz: 220, at: 0, seconds: 0.18, shape: 'square', volume: 0.25 },
		{ hertz: 156, at: 0.2, seconds: 0.34, shape: 'square', volume: 0.25 },
	],
	paid: [660, 880, 1320].map((hertz, place) => ({
		hertz,
		at: place * 0.09,
		seconds: place === 2 ? 0.24 : 0.08,
		shape: 'sine' as const,
		volume: 0.35,
	})),
};

let context: AudioContext | null = null;
let muted: boolean | null = null;

/** Plays a sound, or does nothing: a sale never fails because of it. */
export function playSound(sound: Sound): void {
	if (isMuted()) return;
	try {
		context ??= new AudioContext();
		// Browsers wait for the first touch or key before a page may be heard.
		if (context.state === 'suspended') context.resume().catch(() => undefined);
		for (const tone of TONES[sound]) play(context, tone);
	} catch {
		context = null;
	}
}

/** Is this device to be silent? */
export function isMuted(): boolean {
	if (muted === null) {
		try {
			muted = localStorage.getItem(MUTED_KEY) === 'yes';
		} catch {
			muted = false;
		}
	}
	return muted;
}

/** Silences this device, or lets it be heard; it stays so. */
export function setMuted(silent: boolean): void {
	muted = silent;
	try {
		localStorage.setItem(MUTED_KEY, silent ? 'yes' : 'no');
	} catch {
		// Without storage it holds until the page is left.
	}
}

function play(audio: AudioContext, { hertz, at, seconds, shape, volume }: Tone): void {
	const begin = audio.currentTime + at;
	const end = begin + seconds;
	const oscillator = new OscillatorNode(audio, { type: shape, frequency: hertz });
	const gain = new GainNode(audio, { gain: 0 });
	gain.gain.setValueAtTime(0, begin);
	gain.gain.linearRampToValueAtTime(volume, begin + EDGE_SECONDS);
	gain.gain.setValueAtTime(volume, end - EDGE_SECONDS);
	gain.gain.linearRampToValueAtTime(0, end);
	oscillator.connect(gain).connect(audio.destination);
	oscillator.start(begin);
	oscillator.stop(end);
}
