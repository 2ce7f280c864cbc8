/** A heading of the page that is open. */
export interface OutlineHeading {
  /** The block's id. */
  id: string;
  text: string;
  level: number;
}

/** How much there is to read. */
export interface TextCount {
  words: number;
  characters: number;
}

export interface PageFacts {
  headings: readonly OutlineHeading[];
  /** The heading whose part is on the screen. */
  current: string | null;
  whole: TextCount;
  /** `null` while nothing is selected. */
  selected: TextCount | null;
}

/** Goes to a heading of the page that is open. */
type GoTo = (id: string) => void;

let documentId: string | null = null;
let facts: PageFacts | null = null;
let goTo: GoTo = () => {};
const listeners = new Set<() => void>();
const readers = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/** What the editor says of the page that is open; panels beside it read it without drawing the editor anew. */
export const pageFacts = {
  /** Of this page, or `null` while it is not open. */
  of: (id: string): PageFacts | null => (documentId === id ? facts : null),
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (listeners.size === 1) for (const ask of readers) ask();
    return () => listeners.delete(listener);
  },
  /** Calls the editor when somebody begins to read. */
  onRead(ask: () => void): () => void {
    readers.add(ask);
    return () => readers.delete(ask);
  },
  /** Whether anybody reads them; counting a long page for nobody would be waste. */
  isRead: (): boolean => listeners.size > 0,
  publish(id: string, next: PageFacts, go: GoTo): void {
    [documentId, facts, goTo] = [id, next, go];
    tell();
  },
  withdraw(id: string): void {
    if (documentId !== id) return;
    [documentId, facts] = [null, null];
    tell();
  },
  goTo: (id: string): void => goTo(id),
};
