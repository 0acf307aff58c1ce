import { catalogue } from '$lib/i18n/catalogue';

/** What the camera's window says. */
export const scanMessages = catalogue({
	camera: { en: 'Camera', de: 'Kamera' },
	starting: { en: 'Starting the camera …', de: 'Kamera startet …' },
	aim: {
		en: 'Hold the code on the tag into the frame.',
		de: 'Den Code auf dem Etikett in den Rahmen halten.',
	},
	seen: { en: 'Read: {code}', de: 'Gelesen: {code}' },
	close: { en: 'Close the camera', de: 'Kamera schließen' },
	torchOn: { en: 'Light on', de: 'Licht an' },
	torchOff: { en: 'Light off', de: 'Licht aus' },
	retry: { en: 'Try again', de: 'Noch einmal' },
	INSECURE: {
		en: 'Browsers open the camera on secure pages only. Open this page by its https:// address, or scan with a hand scanner or type the tag.',
		de: 'Browser öffnen die Kamera nur auf sicheren Seiten. Öffnen Sie diese Seite mit https://, oder nehmen Sie einen Handscanner oder tippen Sie das Etikett ein.',
	},
	UNSUPPORTED: {
		en: 'This browser lets no page use the camera. Take another browser, or type the tag.',
		de: 'Dieser Browser gibt keiner Seite die Kamera. Nehmen Sie einen anderen Browser, oder tippen Sie das Etikett ein.',
	},
	REFUSED: {
		en: 'The camera is blocked for this page. Allow it in the browser’s settings of this page (the sign beside the address), then try again.',
		de: 'Die Kamera ist für diese Seite gesperrt. Erlauben Sie sie in den Einstellungen der Seite (das Zeichen neben der Adresse), dann noch einmal versuchen.',
	},
	NO_CAMERA: {
		en: 'This device has no camera. Scan with a hand scanner, or type the tag.',
		de: 'Dieses Gerät hat keine Kamera. Nehmen Sie einen Handscanner, oder tippen Sie das Etikett ein.',
	},
	IN_USE: {
		en: 'Another app has the camera. Close it there, then try again.',
		de: 'Eine andere App benutzt die Kamera. Schließen Sie sie dort, dann noch einmal versuchen.',
	},
	FAULT: {
		en: 'The camera does not start. Try again; if it stays so, type the tag.',
		de: 'Die Kamera startet nicht. Versuchen Sie es noch einmal; bleibt es so, tippen Sie das Etikett ein.',
	},
	NO_READER: {
		en: 'The reader for the camera could not be loaded, since the network is away. Try again once it is back; typing the tag works now.',
		de: 'Der Leser für die Kamera konnte ohne Netz nicht geladen werden. Noch einmal versuchen, sobald es wieder da ist; Eintippen geht auch jetzt.',
	},
});
