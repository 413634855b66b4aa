// The page as people meet it who don't see it or have no mouse: by Chromium's accessibility tree, by the Tab key, and by what
// its live region says.
import type { Page } from 'playwright-core';

interface AxValue {
  readonly value?: unknown;
}
interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: AxValue;
  readonly name?: AxValue;
  readonly value?: AxValue;
  readonly properties?: readonly { readonly name: string; readonly value: AxValue }[];
  readonly childIds?: readonly string[];
}

/** What is in the tree beside names and roles and is worth reading, by Chromium's names. */
const STATES = ['disabled', 'checked', 'pressed', 'expanded', 'selected', 'live', 'hasPopup'];
/** They group, and say nothing. */
const UNSPOKEN = new Set(['none', 'generic', 'paragraph']);
/** What is in them is read as their name. */
const CLOSED = new Set(['button', 'heading', 'option', 'StaticText']);

/** The page's accessibility tree as lines: role, name, value, states; children further in. */
export async function accessibilityTree(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const linesOf = (node: AxNode, depth: number): readonly string[] => {
    const isShown = !node.ignored && !UNSPOKEN.has(text(node.role));
    const children = CLOSED.has(text(node.role)) ? [] : (node.childIds ?? []);
    const below = children.flatMap((id) => {
      const child = byId.get(id);
      return child === undefined ? [] : linesOf(child, isShown ? depth + 1 : depth);
    });
    return isShown ? [`${'  '.repeat(depth)}${lineOf(node)}`, ...below] : below;
  };
  const [root] = nodes;
  return root === undefined ? [] : linesOf(root, 0);
}

function lineOf({ role, name, value, properties = [] }: AxNode): string {
  const states = properties
    .filter((property) => STATES.includes(property.name) && ![false, 'false', ''].includes(plainOf(property)))
    .map((property) => `${property.name}: ${text(property.value)}`);
  const shown = [
    text(role),
    name === undefined ? '' : `“${text(name)}”`,
    value === undefined ? '' : `= ${text(value)}`,
  ];
  return [
    ...shown.filter((part) => part !== '' && part !== '“”'),
    ...states.map((state) => `[${state}]`),
  ].join(' ');
}

function plainOf({ value }: { readonly value: AxValue }): string | boolean {
  return typeof value.value === 'boolean' ? value.value : text(value);
}

function text(value: AxValue | undefined): string {
  const plain = value?.value;
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
    ? String(plain)
    : '';
}

/** A place where the Tab key stops. */
export interface TabStop {
  /** Role and name. */
  readonly what: string;
  /** How far the outline stands out from what lies behind the page, from 1 to 21; 0 where there is none. Source: WCAG 2.2, 1.4.11. */
  readonly outlineContrast: number;
}

/** Presses Tab (or Shift+Tab) through the page until the focus has left it; what it stopped at, in order. At most so many. */
export async function tabThrough(
  page: Page,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
  most = 40,
): Promise<readonly TabStop[]> {
  const stops: TabStop[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(focusedInPage);
    // A browser without a window has nothing beside the page, so that it may begin anew at once.
    if (stop === null || stop.what === stops[0]?.what) return stops;
    stops.push(stop);
  }
  throw new Error(`The focus is kept in the page: after ${most} times ${key} it is still there.`);
}

/** Runs in the page. It must stand alone: its text is what is sent. */
function focusedInPage(): TabStop | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  const channels = (color: string): readonly number[] => {
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas === null) return [0, 0, 0, 0];
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const behind = getComputedStyle(document.documentElement).backgroundColor;
  const [dark = 0, light = 0] = [luminance(outlineColor), luminance(behind)].sort((a, b) => a - b);
  const isOutlined =
    outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && channels(outlineColor)[3] !== 0;
  const name = element.getAttribute('aria-label') ?? element.textContent.trim();
  const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
  return { what: `${role} “${name}”`, outlineContrast: isOutlined ? (light + 0.05) / (dark + 0.05) : 0 };
}

/** Writes down what the page's live regions say from now on. */
export async function listenToRegions(page: Page): Promise<{ said(): Promise<readonly string[]> }> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { starlingSaid: said });
    const isLive = (node: Node): boolean => {
      const element = node instanceof Element ? node : node.parentElement;
      const region = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"]';
      return (element?.closest(region) ?? null) !== null;
    };
    new MutationObserver((records) => {
      for (const { target, addedNodes, type } of records) {
        const nodes = type === 'characterData' ? [target] : Array.from(addedNodes);
        for (const node of nodes) {
          const text = node.textContent?.trim() ?? '';
          if (text !== '' && isLive(node)) said.push(text);
        }
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return {
    said: () =>
      page.evaluate(() => (window as unknown as { readonly starlingSaid: readonly string[] }).starlingSaid),
  };
}
