// The settings as VS Code has them, and as the engine takes them.
import * as vscode from 'vscode';
import type { ReplayGainMode, SettingsMessage, SoundSettings } from '../shared/messages';
import type { NetworkSettings } from './engineEnvironment';

const BYTES_PER_MIB = 1024 * 1024;
/** The least that a cache may hold, in MiB: less is no use, a single track of FLAC has that. Also in package.json. */
const SMALLEST_CACHE_MIB = 50;

/** The settings that the engine needs, by their names. */
export const ENGINE_SETTINGS = ['starling.origin', 'starling.cache.sizeMiB'] as const;

/** Reads the settings that the engine needs. What makes no sense counts as not set. */
export function readEngineSettings(): SettingsMessage {
  const settings = vscode.workspace.getConfiguration('starling');
  const url = settings.get<string>('origin', '').trim();
  return {
    type: 'settings',
    originUrl: url === '' ? null : url,
    cacheCapBytes: capBytesOf(settings.get<unknown>('cache.sizeMiB')),
  };
}

/** The settings of sound, by their names. */
export const SOUND_SETTINGS = ['starling.crossfadeSeconds', 'starling.replayGain'] as const;

/** Reads the settings of sound. What no longer fits is as good as the default: VS Code marks it where it is written. */
export function readSoundSettings(): SoundSettings {
  const configuration = vscode.workspace.getConfiguration('starling');
  const crossfadeSeconds = configuration.get<number>('crossfadeSeconds', 0);
  const replayGain = configuration.get<ReplayGainMode>('replayGain', 'album');
  return { crossfadeSeconds: Number.isFinite(crossfadeSeconds) ? crossfadeSeconds : 0, replayGain };
}

/** Reads VS Code's own settings of the network. A change of them reaches the next engine. */
export function readNetworkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxy: http.get<string>('proxy', ''),
    noProxy: http.get<readonly string[]>('noProxy', []),
    isProxyOn: http.get<string>('proxySupport') !== 'off',
    areSystemCertificatesTrusted: http.get<boolean>('systemCertificates', true),
  };
}

function capBytesOf(sizeMiB: unknown): number | null {
  if (typeof sizeMiB !== 'number' || !Number.isFinite(sizeMiB)) return null;
  return Math.round(Math.max(sizeMiB, SMALLEST_CACHE_MIB) * BYTES_PER_MIB);
}
