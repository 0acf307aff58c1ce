// The editor needs a browser.
export const ssr = false;
