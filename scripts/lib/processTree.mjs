// Which processes belong to one that was started, and how to end them all.
//
// A process group catches children that stay in it. Starling's engine leaves its group on purpose (it
// outlives a window), and so do browsers, so on Linux every started process also carries a mark in its
// environment, which its descendants inherit however they detach. Only marked processes and the started group
// are ever signalled.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const MARK_NAME = 'STARLING_STARTED_BY';
const POLL_MS = 50;

/** A new mark and the environment that carries it beside the marks of outer starts. */
export function createMark() {
  const mark = randomUUID();
  return { mark, environment: { [MARK_NAME]: `${process.env[MARK_NAME] ?? ''};${mark}` } };
}

/** @typedef {{ readonly pid: number, readonly mark: string }} Family a started process (leader of its group) and its mark */

/**
 * Ends the whole family: asks first, insists after the grace period, and waits until it is gone.
 * @param {Family} family
 * @param {{ graceMs?: number }} [options]
 */
export async function endFamily(family, { graceMs = 5_000 } = {}) {
  if (!signalFamily(family, 'SIGTERM')) return;
  if (await isGoneWithin(family, graceMs)) return;
  signalFamily(family, 'SIGKILL');
  await isGoneWithin(family, 2_000);
}

/**
 * Signals every member that lives; false when none does.
 * @param {Family} family
 * @param {'SIGTERM' | 'SIGKILL'} signal
 */
export function signalFamily(family, signal) {
  if (process.platform === 'win32') {
    return spawnSync('taskkill', ['/pid', String(family.pid), '/T', '/F'], { stdio: 'ignore' }).status === 0;
  }
  const members = livingMembers(family);
  return members.map((pid) => trySignal(pid, signal)).includes(true);
}

/**
 * @param {Family} family
 * @param {number} limitMs
 */
async function isGoneWithin(family, limitMs) {
  const endMs = performance.now() + limitMs;
  while (livingMembers(family).length > 0) {
    if (performance.now() > endMs) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/**
 * Process ids to signal; off Linux just the group, as a negative id.
 * @param {Family} family
 */
function livingMembers(family) {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return trySignal(-family.pid, 0) ? [-family.pid] : [];
  const ids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return ids.filter((pid) => pid !== process.pid && isMember(pid, family));
}

/**
 * @param {number} pid
 * @param {Family} family
 */
function isMember(pid, family) {
  try {
    // The name, in brackets, may hold spaces; after it: state, parent, group.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return false; // dead, only not yet collected by its parent
    return (
      Number(group) === family.pid || readFileSync(`/proc/${pid}/environ`, 'latin1').includes(family.mark)
    );
  } catch {
    return false; // ended while we looked, or another user's
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 */
function trySignal(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // already gone, which is what was wanted
  }
}
