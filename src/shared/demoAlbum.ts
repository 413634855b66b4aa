/**
 * What the demo renderer tells the program that has started it, over the channel that Node opens between the two: what share of
 * all is done, 0–1, and that another piece lies in the folder.
 */
export type DemoMessage = { readonly done: number } | { readonly isPlayable: true };

/** The folder of the demo album within the storage folder. */
export const DEMO_FOLDER = 'demo-album';
