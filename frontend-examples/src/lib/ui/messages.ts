import { catalogue } from '$lib/i18n/catalogue';

/** What the components say by themselves. */
export const uiMessages = catalogue({
	live: { en: 'Live', de: 'Live' },
	idle: { en: 'Not listening', de: 'Angehalten' },
	connecting: { en: 'Connecting …', de: 'Verbinde …' },
	reconnecting: { en: 'Reconnecting since {at}', de: 'Getrennt seit {at}, verbinde …' },
	offline: { en: 'Offline since {at}', de: 'Ohne Netz seit {at}' },
	refused: { en: 'Disconnected', de: 'Getrennt' },
});
