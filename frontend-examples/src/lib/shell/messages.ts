import { catalogue } from '$lib/i18n/catalogue';

/** What stands around every page, and what more than one room says. */
export const shellMessages = catalogue({
	skip: { en: 'Skip to the content', de: 'Zum Inhalt springen' },
	home: { en: 'Hangtag, start page', de: 'Hangtag, Startseite' },
	language: { en: 'Language', de: 'Sprache' },
	theme: { en: 'Colours', de: 'Farben' },
	themeAuto: { en: 'As the device', de: 'Wie das Gerät' },
	themeLight: { en: 'Light', de: 'Hell' },
	themeDark: { en: 'Dark', de: 'Dunkel' },
	signIn: { en: 'Sign in', de: 'Anmelden' },
	signOut: { en: 'Sign out', de: 'Abmelden' },
	close: { en: 'Close', de: 'Schließen' },
	cancel: { en: 'Cancel', de: 'Abbrechen' },
	retry: { en: 'Try again', de: 'Noch einmal' },
	unreachable: {
		en: 'The Hangtag server does not answer. Nothing is lost; this page goes on by itself once it is back.',
		de: 'Der Hangtag-Server antwortet nicht. Nichts ist verloren; sobald er wieder da ist, geht es weiter.',
	},
	revoked: {
		en: 'This device’s token is no longer valid. Sign in with a new one.',
		de: 'Der Zugang dieses Geräts gilt nicht mehr. Bitte mit einem neuen Token anmelden.',
	},
	roleORGANIZER: { en: 'Organizer', de: 'Veranstalter' },
	roleCASHIER: { en: 'Cashier', de: 'Kasse' },
	roleCONSIGNOR: { en: 'Consignor', de: 'Verkäufer' },
	organizer: { en: 'Organizer', de: 'Veranstalter' },
	till: { en: 'Till', de: 'Kasse' },
	scout: { en: 'Queue scout', de: 'Vorab scannen' },
	consignor: { en: 'My earnings', de: 'Mein Erlös' },
});

/** What went wrong, in a sentence that says what to do. */
export const errorMessages = catalogue({
	notFoundTitle: { en: 'There is nothing here', de: 'Hier ist nichts' },
	notFound: {
		en: 'The address has a mistake, or what was here is gone.',
		de: 'Die Adresse hat einen Fehler, oder was hier war, gibt es nicht mehr.',
	},
	forbiddenTitle: { en: 'This page is for somebody else', de: 'Diese Seite ist für jemand anderen' },
	forbidden: {
		en: 'Your token does not open it. Sign in with another one, or ask an organizer for it.',
		de: 'Ihr Token öffnet sie nicht. Melden Sie sich mit einem anderen an, oder fragen Sie die Veranstalter danach.',
	},
	unreachableTitle: { en: 'The server does not answer', de: 'Der Server antwortet nicht' },
	unreachable: {
		en: 'Check that the Hangtag server runs and that this device is in the hall’s network; then try again.',
		de: 'Prüfen Sie, ob der Hangtag-Server läuft und das Gerät im Netz der Halle ist; dann noch einmal versuchen.',
	},
	faultTitle: { en: 'Something went wrong', de: 'Etwas ist schiefgegangen' },
	fault: {
		en: 'It is our mistake and not yours. Try again; if it stays, tell the organizers what you did.',
		de: 'Der Fehler liegt bei uns. Versuchen Sie es noch einmal; bleibt er, sagen Sie den Veranstaltern, was Sie getan haben.',
	},
});
