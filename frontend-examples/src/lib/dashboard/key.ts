/** A name for one decision, so that sending it twice counts once. */
const BYTES = 16;

/** Random, also on a page without HTTPS, where `crypto.randomUUID` does not exist. */
export function newKey(): string {
	return [...crypto.getRandomValues(new Uint8Array(BYTES))]
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join('');
}
