/** What Chromium's fake camera shows: codes on paper in a grey hall, as a video file that needs no codec. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode } from 'uqr';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

/** Dark or light, row by row. */
export type Picture = boolean[][];

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES_PER_SECOND = 10;
/** Around the code, as codes need it to be found. */
const PAPER_PIXELS = 40;
/** Luma of a dark hall, of paper and of ink; 128 is no colour. */
const GREY = 110;
const LIGHT = 225;
const DARK = 30;
const BAR_PIXELS_HIGH = 120;

/** A QR code's modules. */
export function qrCode(text: string): Picture {
	return encode(text, { ecc: 'M', border: 0 }).data;
}

/** A bar code's bars. */
export async function code128(text: string): Promise<Picture> {
	const wasm = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')));
	const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
	prepareZXingModule({ overrides: { wasmBinary } });
	const { symbol, error } = await writeBarcode(text, { format: 'Code128' });
	if (!symbol) throw new Error(error);
	return [[...symbol.data.subarray(0, symbol.width)].map((value) => value === 0)];
}

/** Writes a Y4M file that shows each picture for `seconds`, over and over. Null shows an empty hall. */
export function writeVideo(file: string, pictures: readonly (Picture | null)[], seconds = 1): void {
	const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
	const frames = pictures.flatMap((picture) => {
		const frame = Buffer.concat([Buffer.from('FRAME\n'), luma(picture), chroma]);
		return Array.from({ length: seconds * FRAMES_PER_SECOND }, () => frame);
	});
	const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`;
	writeFileSync(file, Buffer.concat([Buffer.from(head), ...frames]));
}

function luma(picture: Picture | null): Buffer {
	const pixels = Buffer.alloc(WIDTH * HEIGHT, GREY);
	const columns = picture?.[0]?.length ?? 0;
	if (!picture || columns === 0) return pixels;
	const unit = Math.floor(Math.min((WIDTH - 2 * PAPER_PIXELS) / columns, 300 / picture.length));
	const rowHeight = picture.length === 1 ? BAR_PIXELS_HIGH : unit;
	const [width, height] = [columns * unit, picture.length * rowHeight];
	const [left, top] = [(WIDTH - width) >> 1, (HEIGHT - height) >> 1];
	for (let y = -PAPER_PIXELS; y < height + PAPER_PIXELS; y += 1) {
		for (let x = -PAPER_PIXELS; x < width + PAPER_PIXELS; x += 1) {
			const isInk = picture[Math.floor(y / rowHeight)]?.[Math.floor(x / unit)] ?? false;
			pixels[(top + y) * WIDTH + left + x] = isInk ? DARK : LIGHT;
		}
	}
	return pixels;
}
