// The covers: one picture for the whole album, a window at some hour of the day, with a hill, a light in the sky and a few
// starlings; hour, light and birds are the piece's own. Flat colours with an ordered dither, so that it packs small.
import { encodePng } from './png';
import type { Colour } from './png';
import type { Piece } from './piece';
import { seededRandom } from './random';
import type { Random } from './random';

/** Pixels on either side. */
export const COVER_SIZE = 300;
const SIZE = COVER_SIZE;
/** Shades from the top of the sky to the horizon. */
const SKY_SHADES = 16;

/** Colours of an hour: the sky from top to horizon, the light, the hills from far to near, the room. */
interface Hour {
  readonly top: Colour;
  readonly horizon: Colour;
  readonly light: Colour;
  readonly far: Colour;
  readonly near: Colour;
  readonly room: Colour;
}

/** By track number, from afternoon to the small hours. */
const HOURS: readonly Hour[] = [
  { top: [70, 96, 142], horizon: [247, 199, 138], light: [255, 236, 190], far: [126, 116, 132], near: [72, 70, 92], room: [44, 36, 48] },
  { top: [86, 160, 204], horizon: [236, 240, 214], light: [255, 250, 220], far: [134, 176, 140], near: [78, 130, 100], room: [58, 52, 50] },
  { top: [66, 78, 98], horizon: [152, 162, 170], light: [196, 202, 204], far: [92, 104, 116], near: [58, 68, 80], room: [34, 36, 44] },
  { top: [120, 168, 180], horizon: [250, 222, 196], light: [255, 244, 226], far: [128, 168, 172], near: [80, 124, 134], room: [56, 48, 56] },
  { top: [36, 74, 66], horizon: [162, 190, 152], light: [222, 230, 196], far: [72, 112, 92], near: [38, 72, 58], room: [24, 36, 34] },
  { top: [92, 132, 176], horizon: [255, 214, 140], light: [255, 240, 196], far: [196, 142, 98], near: [142, 88, 66], room: [64, 40, 36] },
  { top: [14, 20, 44], horizon: [62, 78, 118], light: [244, 226, 170], far: [30, 40, 72], near: [18, 24, 46], room: [10, 12, 24] },
  { top: [26, 22, 48], horizon: [112, 84, 116], light: [240, 232, 236], far: [54, 44, 76], near: [32, 28, 52], room: [18, 14, 28] },
]; // prettier-ignore

/** The cover of a piece, a PNG of 300 × 300. */
export function drawCover(piece: Piece): Uint8Array {
  const hour = HOURS[(piece.trackNumber - 1) % HOURS.length];
  if (hour === undefined) throw new RangeError(`No cover for track ${piece.trackNumber}.`);
  const random = seededRandom(`${piece.seed}: cover`);
  const pixels = new Uint8Array(SIZE * SIZE);
  const shapes = [...lights(random), ...hills(random), ...birds(random), ...frame()];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      pixels[y * SIZE + x] = shapes.reduce<number>((colour, shape) => shape(x, y) ?? colour, skyAt(x, y));
    }
  }
  return encodePng({ width: SIZE, height: SIZE, palette: paletteOf(hour), pixels });
}

const LIGHT = SKY_SHADES;
const FAR = SKY_SHADES + 1;
const NEAR = SKY_SHADES + 2;
const ROOM = SKY_SHADES + 3;

function paletteOf({ top, horizon, light, far, near, room }: Hour): readonly Colour[] {
  const mix = (share: number): Colour => [0, 1, 2].map((part) =>
    Math.round((top[part] ?? 0) + share * ((horizon[part] ?? 0) - (top[part] ?? 0)))) as [number, number, number]; // prettier-ignore
  const sky = Array.from({ length: SKY_SHADES }, (_, shade) => mix(shade / (SKY_SHADES - 1)));
  return [...sky, light, far, near, room];
}

/** Bayer's matrix of four: which of 16 pixels are the first to take the next shade. */
const DITHER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

function skyAt(x: number, y: number): number {
  const shade = (SKY_SHADES - 1) * Math.min(1, y / 220);
  return Math.floor(shade + (DITHER[(y % 4) * 4 + (x % 4)] ?? 0) / 16.001);
}

/** Colour of a pixel, or undefined where the shape isn't. */
type Shape = (x: number, y: number) => number | undefined;

/** Sun or moon. */
function lights(random: Random): readonly Shape[] {
  const [centreX, centreY, radius] = [70 + 150 * random(), 60 + 90 * random(), 16 + 18 * random()];
  return [(x, y) => (Math.hypot(x - centreX, y - centreY) < radius ? LIGHT : undefined)];
}

function hills(random: Random): readonly Shape[] {
  return [
    { colour: FAR, height: 196, rise: 22 },
    { colour: NEAR, height: 236, rise: 16 },
  ].map(({ colour, height, rise }): Shape => {
    const [first, second, shift] = [40 + 40 * random(), 20 + 16 * random(), 300 * random()];
    return (x, y) =>
      y > height + rise * Math.sin((x + shift) / first) + (rise / 3) * Math.sin((x - shift) / second)
        ? colour
        : undefined;
  });
}

/** Two strokes a bird, in a loose flock. */
function birds(random: Random): readonly Shape[] {
  const [flockX, flockY] = [70 + 160 * random(), 60 + 60 * random()];
  return Array.from({ length: 9 }, (): Shape => {
    const [x0, y0] = [flockX + 90 * (random() - 0.5), flockY + 60 * (random() - 0.5)];
    const [span, lift] = [5 + 5 * random(), 0.5 + 0.5 * random()];
    return (x, y) => {
      const aside = Math.abs(x - x0);
      if (aside > span) return undefined;
      const wing = y0 - lift * span * Math.sin((Math.PI * aside) / span) * 0.8;
      return Math.abs(y - wing) < 1.3 - aside / span / 2 ? ROOM : undefined;
    };
  });
}

/** The window: frame, bars, sill. */
function frame(): readonly Shape[] {
  const isFrame: Shape = (x, y) =>
    x < 16 ||
    x >= SIZE - 16 ||
    y < 16 ||
    y >= SIZE - 28 ||
    Math.abs(x - 206) < 4 ||
    (x < 206 && Math.abs(y - 118) < 3)
      ? ROOM
      : undefined;
  return [isFrame];
}
