import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { entryIdOf, type QueueEntry, type SoundState } from '../../shared/snapshot';
import type { PlayerActions } from './actions';
import { placed } from './placed';
import { PointedRow } from './pointedRow';
import { queueKeyOf, type QueueKey } from './queueKeys';
import { queueRow, type QueueRowActions } from './queueRow';
import { RowDrag } from './rowDrag';
import { ROW_PIXELS, VirtualRows } from './virtualRows';
import { VisibleRows } from './visibleRows';

/**
 * The queue as a list: only what is in view is drawn. Rows are played, removed and moved by hand and by keys; one of them is in
 * the order of Tab. A change is shown at once, and the queue that the engine then tells is what counts.
 */
@customElement('starling-queue')
export class QueueElement extends LitElement {
  /** In the order of play. */
  @property({ attribute: false }) queue: readonly QueueEntry[] = [];
  @property({ attribute: false }) currentEntryId: string | null = null;
  @property({ attribute: false }) sound: SoundState = 'silent';
  @property({ attribute: false }) actions: PlayerActions | null = null;
  /** Has something read out. */
  @property({ attribute: false }) say: (text: string) => void = () => undefined;

  /** As it is shown: the queue, with what was changed here since. */
  @state() private shown: readonly QueueEntry[] = [];
  @state() private activeId: string | null = null;
  /** The row before which the dragged one would come. */
  @state() private dropPlace: number | null = null;
  #isFocusWanted = false;

  readonly #rows = new VirtualRows(() => {
    this.requestUpdate();
  });
  readonly #visibleRows = new VisibleRows((first, end) => {
    this.actions?.see(this.shown.slice(first, end));
  });
  readonly #pointedRow = new PointedRow((row) => {
    const entry = this.shown[row];
    if (entry !== undefined) this.actions?.point(entry);
  });
  readonly #drag = new RowDrag({
    list: () => this.#list,
    count: () => this.shown.length,
    onPlace: (place) => {
      this.dropPlace = place;
    },
    onDrop: (row, place) => {
      this.#move(row, place);
    },
  });
  readonly #rowActions: QueueRowActions = {
    play: (entry) => {
      this.activeId = entryIdOf(entry);
      this.actions?.playTrack(entry);
    },
    playNext: (entry) => {
      const current = this.#rowOf(this.currentEntryId);
      this.#move(this.#rowOf(entryIdOf(entry)), current + 1);
    },
    remove: (entry) => {
      this.#remove(this.#rowOf(entryIdOf(entry)));
    },
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rows.watch(null);
    this.#visibleRows.stop();
    this.#pointedRow.stop();
    this.#drag.stop();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('queue')) this.shown = this.queue;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#rows.watch(this.#list);
    this.#pointedRow.watch(this.#list);
    if (changed.has('queue')) this.#visibleRows.watch(this.#list);
    if (!this.#isFocusWanted) return;
    this.#isFocusWanted = false;
    this.querySelector<HTMLElement>(`li[aria-posinset="${this.#activeRow + 1}"] .row`)?.focus({
      preventScroll: true,
    });
  }

  protected override render(): TemplateResult {
    const { shown, dropPlace } = this;
    const active = this.#activeRow;
    const rows = this.#rows.rowsOf(shown.length, active);
    return html`<div
      class="queue"
      @keydown=${this.#press}
      @focusin=${this.#follow}
      @pointerdown=${this.#grab}
    >
      <ul role="list" aria-label="Queue" ${placed('height', shown.length * ROW_PIXELS)}>
        ${repeat(
          rows.flatMap((at) => shown[at] ?? []),
          entryIdOf,
          (entry, index) => {
            const at = rows[index] ?? 0;
            const sound = entryIdOf(entry) === this.currentEntryId ? this.sound : null;
            const row = { entry, at, count: shown.length, sound, isActive: at === active };
            return queueRow(row, this.#rowActions);
          },
        )}
      </ul>
      ${dropPlace === null ? nothing : html`<div class="drop-line" ${placed('top', dropPlace * ROW_PIXELS)}></div>`}
    </div>`;
  }

  get #list(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.queue');
  }

  /** The row that Tab comes to: where the listener was last, else the current one, else the first. */
  get #activeRow(): number {
    const active = this.#rowOf(this.activeId);
    return Math.max(0, active < 0 ? this.#rowOf(this.currentEntryId) : active);
  }

  #rowOf(entryId: string | null): number {
    return entryId === null ? -1 : this.shown.findIndex((entry) => entryIdOf(entry) === entryId);
  }

  /** To this row, with the focus. */
  #goTo(row: number): void {
    const entry = this.shown[Math.min(Math.max(row, 0), this.shown.length - 1)];
    if (entry === undefined) return;
    this.activeId = entryIdOf(entry);
    this.#isFocusWanted = true;
    this.#rows.show(this.#activeRow);
    this.requestUpdate();
  }

  readonly #follow = ({ target }: FocusEvent): void => {
    this.activeId = entryIdAt(target) ?? this.activeId;
  };

  readonly #grab = (event: PointerEvent): void => {
    const isRow = event.target instanceof Element && event.target.closest('.row') !== null;
    if (isRow) this.#drag.press(event, this.#rowOf(entryIdAt(event.target)));
  };

  readonly #press = (event: KeyboardEvent): void => {
    const key = queueKeyOf(event);
    if (key === null) return;
    event.preventDefault();
    this.#perform(key);
  };

  #perform(key: QueueKey): void {
    if (key === 'undo') this.actions?.changeQueue({ kind: 'undoQueue' });
    else this.#goTo(this.#rowAfter(key, this.#activeRow));
  }

  /** Does what a key is for, and says which row has the focus then. */
  #rowAfter(key: Exclude<QueueKey, 'undo'>, row: number): number {
    switch (key) {
      case 'up':
        return row - 1;
      case 'down':
        return row + 1;
      case 'pageUp':
        return row - this.#rows.rowsInView;
      case 'pageDown':
        return row + this.#rows.rowsInView;
      case 'first':
        return 0;
      case 'last':
        return this.shown.length - 1;
      case 'remove':
        this.#remove(row);
        return row;
      case 'moveUp':
        this.#move(row, row - 1);
        return this.#activeRow;
      case 'moveDown':
        this.#move(row, row + 2);
        return this.#activeRow;
    }
  }

  #remove(row: number): void {
    const entry = this.shown[row];
    if (entry === undefined) return;
    this.shown = this.shown.toSpliced(row, 1);
    this.actions?.changeQueue({ kind: 'removeFromQueue', entryIds: [entryIdOf(entry)] });
    this.say(`Removed ${entry.title}. Press Control+Z to undo.`);
  }

  /** A row comes before the one at `place`, or to the end. */
  #move(row: number, place: number): void {
    const entry = this.shown[row];
    if (entry === undefined || place < 0 || place > this.shown.length) return;
    if (place === row || place === row + 1) return;
    const before = this.shown[place];
    const left = this.shown.toSpliced(row, 1);
    const at = place > row ? place - 1 : place;
    this.shown = left.toSpliced(at, 0, entry);
    this.activeId = entryIdOf(entry);
    const beforeEntryId = before === undefined ? null : entryIdOf(before);
    this.actions?.changeQueue({ kind: 'moveInQueue', entryIds: [entryIdOf(entry)], beforeEntryId });
    this.say(`Moved ${entry.title} to place ${at + 1} of ${this.shown.length}.`);
  }
}

/** The entry whose row this is in, or null. */
function entryIdAt(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('li[data-entry]') : null;
  return row?.dataset['entry'] ?? null;
}
