import type { AnyExtension } from '@tiptap/core';
import { FindingInPage } from '../find/finding.ts';
import type { HostBox } from '../host.ts';
import { PagePublishing } from '../outline/publishing.ts';
import { PastedLinks } from '../pasting/pasted-links.ts';
import { Pasting } from '../pasting/pasting.ts';
import { TableKeys } from '../tables/table-node.ts';
import { AddedSpace } from './added-space.ts';
import { BlockEscape, BlockSelecting } from './block-selecting.ts';
import { CaretInTime } from './caret-in-time.ts';
import { PageKeys } from './keys.ts';
import { Lasso } from './lasso.ts';
import { LinkFollowing } from './links.ts';
import { UndoSteps } from './undo-steps.ts';

/** What a person does in the page with keys, pointer and clipboard. */
export const interaction = (box: HostBox): AnyExtension[] => [
  CaretInTime,
  BlockSelecting.configure({ box }),
  BlockEscape,
  Lasso,
  PageKeys,
  Pasting.configure({ box }),
  PastedLinks,
  LinkFollowing.configure({ box }),
  UndoSteps,
  AddedSpace,
  FindingInPage,
  TableKeys.configure({ box }),
  PagePublishing.configure({ box }),
];
