// What this VS Code's Chromium decodes by itself. Tests can make a codec "missing", as builds without licensed codecs do.

/** Whether a test has declared a codec missing, by an init script that sets `starlingMissingCodecs` before the page's own. */
export function isNativelyMissing(codec: string): boolean {
  const missing: unknown = Reflect.get(globalThis, 'starlingMissingCodecs');
  return Array.isArray(missing) && missing.includes(codec);
}
