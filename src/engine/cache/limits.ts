// Every limit of the disk cache, with its unit, its reason and its source.
const KiB = 1024;
const MiB = 1024 * KiB;

/** Longest content key taken, in characters: a CID has about 60. */
export const LONGEST_KEY = 200;
/** Largest content taken, in bytes: far beyond any track, so that a hostile size can't ask for endless maps. */
export const LARGEST_CONTENT_BYTES = 64 * 1024 * MiB;
/** Longest sidecar, in characters: media info of a 10-hour track with a seek point a second has a third of it. */
export const LONGEST_SIDECAR = MiB;
/** Longest encoded manifest, in bytes: 4,096 hashes and a little more. Source: streaming.md §4. */
export const LONGEST_MANIFEST_BYTES = 256 * KiB;
/** Blocks of an extent file together, in bytes; a larger block has one of its own. Source: streaming.md §5. */
export const EXTENT_BYTES = MiB;
/** Most contents known; beyond it the least recently used go: keeps index and memory small (≈20 MB). */
export const MOST_CONTENTS = 20_000;
/** Contents whose maps, hashes and file handles (two each) are kept at hand. */
export const MOST_LOADED = 32;
/** Pauses before a busy file is tried again, in milliseconds: virus scanners let go within some 100 ms. */
export const BUSY_WAITS_MS: readonly number[] = [10, 40, 160];
/** How long nothing is stored after the disk was full or failed, in milliseconds. */
export const STORING_PAUSE_MS = 60_000;
/** The index is written after so many changes. What a crash loses of it is only the order of use. */
export const CHANGES_PER_INDEX = 512;
/** Folders read at once while the index is rebuilt: enough to keep four threads of libuv busy. */
export const REBUILD_READERS = 8;
/** Problems told one by one; beyond it a flood would say nothing more. */
export const MOST_PROBLEMS = 500;
