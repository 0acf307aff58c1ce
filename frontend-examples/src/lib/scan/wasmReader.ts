/** ZXing as WebAssembly, from this origin: 350 KB that only browsers without a reader of their own load. */
import { prepareZXingModule, purgeZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { CodeReader } from './reader.ts';

/** By itself it would ask a server in the internet. */
const OVERRIDES = { locateFile: () => wasmUrl };
/** Fine enough for a bar code at arm's length; more only takes longer. */
const SIDE_PIXELS_MAX = 960;
const OPTIONS: ReaderOptions = {
	formats: ['QRCode', 'Code128', 'Code39', 'EAN13', 'EAN8', 'UPCA'],
	// The next picture comes soon; a phone's processor is better spent on it.
	tryHarder: false,
	tryInvert: false,
	tryRotate: true,
	maxNumberOfSymbols: 4,
};

/** Loads the reader; throws if it cannot be had, such as without a network. */
export async function wasmReader(): Promise<CodeReader> {
	try {
		await prepareZXingModule({ overrides: OVERRIDES, fireImmediately: true });
	} catch (reason) {
		// It would remember the failure, and a person may try again.
		purgeZXingModule();
		throw reason;
	}
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new Error('this browser has no canvas');
	return {
		async read(video) {
			const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(video.videoWidth, video.videoHeight, 1));
			const width = Math.round(video.videoWidth * scale);
			const height = Math.round(video.videoHeight * scale);
			if (width === 0 || height === 0) return [];
			if (canvas.width !== width) canvas.width = width;
			if (canvas.height !== height) canvas.height = height;
			context.drawImage(video, 0, 0, width, height);
			const results = await readBarcodes(context.getImageData(0, 0, width, height), OPTIONS);
			return results.filter((result) => result.isValid).map((result) => result.text);
		},
	};
}
