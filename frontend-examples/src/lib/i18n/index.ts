export { catalogue, LOCALES, say, type Catalogue, type Locale, type Message, type Say } from './catalogue.ts';
export { provideI18n, useI18n, I18n } from './i18n.svelte.ts';
export { chooseLocale, LOCALE_COOKIE } from './locale.ts';
