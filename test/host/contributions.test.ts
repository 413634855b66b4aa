// package.json against the product: every command that is shown does something, and every text is in package.nls.json.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly walkthroughs: readonly {
      readonly when?: string;
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const sources = globSync('src/{extension,host/**/*}.ts').map((path) => readFileSync(path, 'utf8'));
const { commands, menus, walkthroughs, configuration } = manifest.contributes;
const ids = commands.map(({ command }) => command);

describe('What package.json contributes', () => {
  it('has every text in package.nls.json, and no text there that nothing uses', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    assert.deepEqual(Object.keys(texts).sort(), used.sort());
    const shown = JSON.stringify(manifest.contributes).matchAll(
      /"(?:title|name|markdownDescription|contents)":"([^"]*)"/g,
    );
    assert.deepEqual(
      Array.from(shown, ([, each]) => each).filter(
        (each) => each !== 'Starling' && !/^%.+%$/.test(each ?? ''),
      ),
      [],
    );
  });

  it('has commands of one category only, each registered somewhere', () => {
    assert.deepEqual(new Set(commands.map(({ category }) => category)), new Set(['Starling']));
    const registered = new Set(
      sources.flatMap((source) => [...source.matchAll(/'(starling\.[a-zA-Z.]+)'/g)].map(([, id]) => id)),
    );
    assert.deepEqual(ids.filter((id) => !registered.has(id)), []); // prettier-ignore
  });

  it('links only to commands that there are', () => {
    const linked = Object.values(texts).flatMap((each) =>
      [...each.matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id),
    );
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    for (const id of [...linked, ...inMenus]) assert.ok(ids.includes(id ?? ''), id);
  });

  it('keeps what needs a row of the library out of the palette', () => {
    const hidden = (menus['commandPalette'] ?? [])
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    assert.deepEqual(hidden.sort(), ids.filter((id) => id.startsWith('starling.library.')).sort());
  });

  it('has a walkthrough that no installation opens by itself, with pictures in the colours of the theme', () => {
    for (const { when, steps } of walkthroughs) {
      assert.equal(when, 'starling.isActive');
      assert.equal(steps.length, 3);
      for (const { media } of steps) {
        assert.ok(existsSync(media.svg), media.svg);
        assert.doesNotMatch(readFileSync(media.svg, 'utf8'), /#[0-9a-f]{3,8}\b|rgb\(/i);
      }
    }
  });

  it('has no setting that a workspace could set', () => {
    for (const [name, { scope }] of Object.entries(configuration.properties))
      assert.ok(['application', 'machine'].includes(scope), name);
  });
});
