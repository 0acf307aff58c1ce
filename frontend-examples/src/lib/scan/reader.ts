/** Who finds codes in a picture: the browser itself where it can, else a reader that is loaded when a camera is opened. */

/** Reads a video's picture of now; all codes in it. */
export interface CodeReader {
	read(video: HTMLVideoElement): Promise<string[]>;
}

/** Tags are printed with one of these; EAN is on what shops sell, and is told apart from tags by its text. */
const FORMATS = ['qr_code', 'code_128', 'code_39', 'ean_13', 'ean_8', 'upc_a'] as const;
/** Without these a browser's own reader is of no use at a till. */
const NEEDED = ['qr_code', 'code_128'] as const;

/** https://wicg.github.io/shape-detection-api; not among TypeScript's own types yet. */
interface NativeDetector {
	detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface NativeDetectorClass {
	new (options: { formats: string[] }): NativeDetector;
	getSupportedFormats(): Promise<string[]>;
}

/** The best reader that this browser has. */
export async function openReader(): Promise<CodeReader> {
	return (await nativeReader()) ?? (await import('./wasmReader.ts')).wasmReader();
}

async function nativeReader(): Promise<CodeReader | null> {
	const { BarcodeDetector } = globalThis as { BarcodeDetector?: NativeDetectorClass };
	if (!BarcodeDetector) return null;
	try {
		// Android without Google's services has the class, and no format.
		const supported = await BarcodeDetector.getSupportedFormats();
		if (!NEEDED.every((format) => supported.includes(format))) return null;
		const detector = new BarcodeDetector({ formats: FORMATS.filter((format) => supported.includes(format)) });
		return {
			read: async (video) => (await detector.detect(video)).map((code) => code.rawValue),
		};
	} catch {
		return null;
	}
}
