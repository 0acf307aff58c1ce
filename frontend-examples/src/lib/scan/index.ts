export { default as CameraScanner } from './CameraScanner.svelte';
export { cartCode, newCartName, readCartCode } from './cart-code.ts';
export { isMuted, playSound, setMuted, type Sound } from './sounds.ts';
export { printedTag, readable, readTag, type TagProblem, type TagReading } from './tag.ts';
export { default as QrCode } from './QrCode.svelte';
