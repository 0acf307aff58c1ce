import { catalogue } from '$lib/i18n/catalogue';

/** Signing in. */
export const signInMessages = catalogue({
	title: { en: 'Sign in', de: 'Anmelden' },
	lead: {
		en: 'Paste the token that the organizers gave you, or scan its code with this device’s camera.',
		de: 'Fügen Sie das Token ein, das Sie von den Veranstaltern haben, oder scannen Sie dessen Code mit der Kamera dieses Geräts.',
	},
	token: { en: 'Token', de: 'Token' },
	hint: {
		en: 'Begins with ht_. It is kept on this device where no script can read it.',
		de: 'Beginnt mit ht_. Es bleibt auf diesem Gerät, wo kein Skript es lesen kann.',
	},
	signIn: { en: 'Sign in', de: 'Anmelden' },
	signedInAs: {
		en: 'This device is signed in at {organization} as {roles}.',
		de: 'Dieses Gerät ist bei {organization} angemeldet als {roles}.',
	},
	broughtToken: {
		en: 'The address that was opened brings another token. Nothing has changed: this device is still signed in at {organization} as {roles}. If you want to change that, press “Sign in instead”.',
		de: 'Die geöffnete Adresse bringt ein anderes Token mit. Noch ist nichts geändert: Dieses Gerät ist bei {organization} angemeldet als {roles}. Wenn Sie das ändern wollen, drücken Sie „Stattdessen anmelden“.',
	},
	signInInstead: { en: 'Sign in instead', de: 'Stattdessen anmelden' },
	another: { en: 'Sign in with another token', de: 'Mit einem anderen Token anmelden' },
	toStart: { en: 'To the start page', de: 'Zur Startseite' },
	EMPTY: { en: 'Paste the token first.', de: 'Fügen Sie zuerst das Token ein.' },
	MALFORMED: {
		en: 'This is no token: it has no blanks or special letters, and begins with ht_. Copy it again as a whole.',
		de: 'Das ist kein Token: es hat keine Leer- oder Sonderzeichen und beginnt mit ht_. Kopieren Sie es noch einmal ganz.',
	},
	REFUSED: {
		en: 'The server does not know this token, or it was revoked. Ask the organizers for a new one.',
		de: 'Der Server kennt dieses Token nicht, oder es wurde gesperrt. Bitten Sie die Veranstalter um ein neues.',
	},
	UNREACHABLE: {
		en: 'The Hangtag server does not answer, so the token cannot be checked. Try again in a moment.',
		de: 'Der Hangtag-Server antwortet nicht, das Token kann nicht geprüft werden. Versuchen Sie es gleich noch einmal.',
	},
});
