/** Light, dark, or as the device says. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Not secret, and set by the page: the server reads it, so that no page flashes in the wrong colours. */
export const THEME_COOKIE = 'hangtag_theme';

/** A theme that there is; else the device's. */
export function asTheme(text: string | undefined): Theme {
	return THEMES.find((theme) => theme === text) ?? 'auto';
}
