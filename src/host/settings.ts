// The settings as VS Code has them, and as the engine takes them.
import * as vscode from 'vscode';
import { LONGEST_ADDRESS, MOST_ORIGINS } from '../shared/hostMessages';
import type { SettingsMessage } from '../shared/hostMessages';
import type { ReplayGainMode, SoundSettings } from '../shared/toPageMessages';
import type { PeersChoice, PeerSettings } from '../shared/peerSettings';
import type { NetworkSettings } from './engineEnvironment';

const BYTES_PER_KIB = 1024;
const BYTES_PER_MIB = 1024 * 1024;
/** The least that a cache may hold, in MiB: less is no use, a single track of FLAC has that. Also in package.json. */
const SMALLEST_CACHE_MIB = 50;

/** The settings that the engine needs, by their names. */
export const ENGINE_SETTINGS = [
  'starling.musicFolders',
  'starling.servers',
  'starling.cache.sizeMiB',
  'starling.peers.enabled',
  'starling.peers.uploadLimitKiB',
  'starling.peers.metered',
] as const;

/** Reads the settings that the engine needs. What makes no sense counts as not set. */
export function readEngineSettings(): SettingsMessage {
  const settings = vscode.workspace.getConfiguration('starling');
  return {
    type: 'settings',
    origins: [...readMusicFolders(), ...readServers()].slice(0, MOST_ORIGINS),
    cacheCapBytes: capBytesOf(settings.get<unknown>('cache.sizeMiB')),
    peers: readPeerSettings(),
  };
}

function readPeerSettings(): PeerSettings {
  const settings = vscode.workspace.getConfiguration('starling.peers');
  const limitKiB = settings.get<unknown>('uploadLimitKiB');
  const isLimited = typeof limitKiB === 'number' && Number.isFinite(limitKiB) && limitKiB >= 0;
  return {
    isOn: readPeersChoice() === 'on',
    uploadCapBytesPerSecond: isLimited ? Math.round(limitKiB * BYTES_PER_KIB) : null,
    isMetered: settings.get<unknown>('metered') === true,
  };
}

/** What the listener has decided about peers. What is neither yes nor “ask me” is a no. */
export function readPeersChoice(): PeersChoice {
  const choice = vscode.workspace.getConfiguration('starling.peers').get<unknown>('enabled');
  return choice === 'on' || choice === 'ask' ? choice : 'off';
}

/** Writes the listener's decision into the settings of this machine. */
export function writePeersChoice(choice: PeersChoice): Thenable<void> {
  return vscode.workspace
    .getConfiguration('starling.peers')
    .update('enabled', choice, vscode.ConfigurationTarget.Global);
}

/** The folders of music, as their paths are written in the settings. */
export function readMusicFolders(): readonly string[] {
  return readAddresses('musicFolders');
}

/** The addresses of servers. */
export function readServers(): readonly string[] {
  return readAddresses('servers');
}

/** Writes the folders of music into the settings of this machine. */
export function writeMusicFolders(folders: readonly string[]): Thenable<void> {
  return vscode.workspace
    .getConfiguration('starling')
    .update('musicFolders', folders, vscode.ConfigurationTarget.Global);
}

/** Writes the addresses of servers into the settings of this machine. */
export function writeServers(servers: readonly string[]): Thenable<void> {
  return vscode.workspace
    .getConfiguration('starling')
    .update('servers', servers, vscode.ConfigurationTarget.Global);
}

function readAddresses(setting: 'musicFolders' | 'servers'): readonly string[] {
  const written: unknown = vscode.workspace.getConfiguration('starling').get(setting);
  if (!Array.isArray(written)) return [];
  const addresses = written.filter((each) => typeof each === 'string').map((each) => each.trim());
  return [...new Set(addresses)].filter((each) => each !== '' && each.length <= LONGEST_ADDRESS);
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
