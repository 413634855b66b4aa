// The library as a tree in the side bar. Rows are asked of the engine when a place is opened, a page at a time; when the library
// changes, what is shown is asked for anew.
import * as vscode from 'vscode';
import { MOST_LIBRARY_ROWS, type LibraryRow, type LibraryState } from '../../shared/library';
import type { Player } from '../player';
import type { LibraryLink } from './libraryLink';
import {
  describePlace,
  idOf,
  nodeOf,
  ROOT_PLACES,
  type LibraryParent,
  type LibraryPlace,
} from './libraryPlaces';

/** The id of the view, as in package.json. */
const LIBRARY_VIEW_ID = 'starling.library';
/** The command of the line that brings more. */
const MORE_COMMAND = 'starling.library.more';
/** The command of a click on a track. */
const PLAY_TRACK_COMMAND = 'starling.library.playTrack';
/** Changes that follow one another within this are one, in milliseconds: while folders are read there is one after the other. */
const SETTLE_MS = 500;

/** The tree and its view. */
export class LibraryTree implements vscode.TreeDataProvider<LibraryPlace> {
  readonly #library: LibraryLink;
  readonly #changed = new vscode.EventEmitter<LibraryPlace | undefined>();
  readonly #view: vscode.TreeView<LibraryPlace>;
  readonly #disposables: readonly { dispose(): void }[];
  /** How many pages are shown of places of which it is more than one, by their ids. */
  readonly #pages = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(player: Player) {
    const { library } = player;
    this.#library = library;
    this.#view = vscode.window.createTreeView(LIBRARY_VIEW_ID, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#disposables = [
      this.#view,
      this.#changed,
      { dispose: library.onChange((state) => this.#heed(state)) },
      vscode.commands.registerCommand(PLAY_TRACK_COMMAND, (trackId: string) => player.playTrack(trackId)),
      vscode.commands.registerCommand(MORE_COMMAND, (place: LibraryPlace & { kind: 'more' }) => {
        const id = idOf(place.parent);
        this.#pages.set(id, (this.#pages.get(id) ?? 1) + 1);
        this.#changed.fire(place.parent);
      }),
    ];
  }

  /** Fires when rows are to be asked for anew: those of one place, or all. */
  get onDidChangeTreeData(): vscode.Event<LibraryPlace | undefined> {
    return this.#changed.event;
  }

  /** Called by VS Code. */
  async getChildren(place?: LibraryPlace): Promise<LibraryPlace[]> {
    if (place === undefined) {
      const { tracks } = await this.#library.state();
      return tracks === 0 ? [] : [...ROOT_PLACES];
    }
    return place.kind === 'root' || place.kind === 'group' ? this.#below(place) : [];
  }

  /** Called by VS Code. */
  getParent(place: LibraryPlace): LibraryPlace | undefined {
    return place.kind === 'root' ? undefined : place.parent;
  }

  /** Called by VS Code. */
  getTreeItem(place: LibraryPlace): vscode.TreeItem {
    const { label, description, tooltip } = describePlace(place);
    const isOpenable = place.kind === 'root' || place.kind === 'group';
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, isOpenable ? Collapsed : None);
    item.id = idOf(place);
    item.description = description;
    item.tooltip = tooltip;
    item.contextValue = place.kind;
    const icon = iconOf(place);
    if (icon !== null) item.iconPath = icon;
    item.accessibilityInformation = { label: [label, description].filter((text) => text !== '').join(', ') };
    const command = commandOf(place);
    if (command !== null) item.command = command;
    return item;
  }

  /** Takes the tree away. */
  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const each of this.#disposables) each.dispose();
  }

  #heed(state: LibraryState): void {
    this.#tellState(state);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#changed.fire(undefined);
    }, SETTLE_MS);
  }

  async #below(parent: LibraryParent): Promise<LibraryPlace[]> {
    const wanted = this.#pages.get(idOf(parent)) ?? 1;
    const pages = await Promise.all(
      Array.from({ length: wanted }, (_, page) =>
        this.#library.browse(nodeOf(parent), page * MOST_LIBRARY_ROWS),
      ),
    );
    const rows = pages.flatMap((page) => page.rows);
    const left = (pages[0]?.total ?? 0) - rows.length;
    const places = rows.map((row) => placeOf(parent, row));
    return left > 0 ? [...places, { kind: 'more', parent, left }] : places;
  }

  /** What stands where the tree would be (package.json, viewsWelcome) depends on it. */
  #tellState({ origins, tracks, isLoading }: LibraryState): void {
    const what = tracks > 0 ? 'filled' : origins === 0 ? 'none' : isLoading ? 'loading' : 'empty';
    void vscode.commands.executeCommand('setContext', 'starling.library', what);
    this.#view.message = what === 'loading' ? 'Looking for music…' : '';
  }
}

function placeOf(parent: LibraryParent, row: LibraryRow): LibraryPlace {
  return row.kind === 'track' ? { kind: 'track', parent, row } : { kind: 'group', parent, row };
}

function iconOf(place: LibraryPlace): vscode.ThemeIcon | null {
  switch (place.kind) {
    case 'root':
      return null;
    case 'track':
      return new vscode.ThemeIcon('music');
    case 'more':
      return new vscode.ThemeIcon('ellipsis');
    case 'group': {
      const icons = { artist: 'account', album: 'library', folder: 'folder' };
      return new vscode.ThemeIcon(icons[place.row.kind]);
    }
  }
}

function commandOf(place: LibraryPlace): vscode.Command | null {
  if (place.kind === 'more') return { command: MORE_COMMAND, title: 'Show More', arguments: [place] };
  if (place.kind === 'track')
    return { command: PLAY_TRACK_COMMAND, title: 'Play', arguments: [place.row.trackId] };
  return null;
}
