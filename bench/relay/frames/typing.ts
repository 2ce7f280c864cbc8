import { createByteWriter } from './bytes.ts';
import { STAMP_LENGTH, stampOf } from './stamps.ts';

/** Yjs client ids of people who type: as long in bytes as the random ones of real clients. */
export const FIRST_CLIENT = 0x4000_0000;
/** Characters of one edit: a space and the time of sending. */
export const EDIT_LENGTH = 1 + STAMP_LENGTH;
/** Edits in a paragraph before its writer begins another one. */
const EDITS_IN_PARAGRAPH = 40;

/** One person's typing as Yjs updates (version 1), in the shape of the editor: paragraphs with ids, text at their end. */
export interface Typing {
  /** Clocks written so far. */
  readonly clock: number;
  readonly edits: number;
  /** The next edit, stamped with this time in microseconds. */
  next(us: number): Buffer;
}

const writer = createByteWriter();

/** @param index which of the document's people; decides the client id */
export function createTyping(index: number, idPrefix = 'bench'): Typing {
  const client = FIRST_CLIENT + index;
  let clock = 0;
  let edits = 0;
  let paragraph = -1;

  function id(at: number): void {
    writer.uint(client);
    writer.uint(at);
  }

  function head(structs: number): void {
    writer.uint(1);
    writer.uint(structs);
    id(clock);
  }

  /** An element after the one before, its id, its text node, and the first words in it. */
  function beginParagraph(text: string): void {
    head(4);
    if (paragraph < 0) {
      writer.byte(7);
      writer.uint(1);
      writer.text('default');
    } else {
      writer.byte(7 | 128);
      id(paragraph);
    }
    writer.uint(3);
    writer.text('paragraph');
    paragraph = clock;
    writer.byte(8 | 32);
    writer.uint(0);
    id(paragraph);
    writer.text('id');
    writer.uint(1);
    writer.byte(119);
    writer.text(`${idPrefix}${index}x${clock}`);
    writer.byte(7);
    writer.uint(0);
    id(paragraph);
    writer.uint(6);
    writer.byte(4);
    writer.uint(0);
    id(paragraph + 2);
    writer.text(text);
    clock += 3 + text.length;
  }

  function goOn(text: string): void {
    head(1);
    writer.byte(4 | 128);
    id(clock - 1);
    writer.text(text);
    clock += text.length;
  }

  return {
    get clock() {
      return clock;
    },
    get edits() {
      return edits;
    },
    next(us) {
      const text = ` ${stampOf(us)}`;
      if (edits % EDITS_IN_PARAGRAPH === 0) beginParagraph(text);
      else goOn(text);
      edits += 1;
      writer.uint(0);
      return writer.take();
    },
  };
}
