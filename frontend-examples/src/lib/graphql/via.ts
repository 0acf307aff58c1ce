/**
 * The header `Via` of what the app's server asks. The API server makes a client wait that does not wait by itself; by this it
 * knows that a connection of ours is many browsers'.
 */
export const VIA = '1.1 hangtag-app';
