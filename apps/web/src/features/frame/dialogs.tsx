import type { Workspace } from '@materi/contract';
import { IconDialog } from '../documents/icon-dialog.tsx';
import { MoveDialog } from '../documents/move-dialog.tsx';
import { ExportDialog } from '../exchange/export-dialog.tsx';
import { ImportDialog } from '../exchange/import-dialog.tsx';
import { ShareDialog } from '../identity/share-dialog.tsx';
import { closeDialog, type OpenDialog } from './dialog-store.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { NewWorkspaceDialog } from './new-workspace-dialog.tsx';
import { SignOutDialog } from './sign-out-dialog.tsx';
import { Switcher } from './switcher.tsx';

interface Props {
  dialog: OpenDialog;
  workspace: Workspace | null;
}

/** Everything that opens above the page; its code comes when there is time, or when the first one is asked for. */
export function Dialogs({ dialog, workspace }: Props) {
  if (dialog.kind === 'none') return null;
  if (dialog.kind === 'keys') return <KeysDialog onClose={closeDialog} />;
  if (dialog.kind === 'new-workspace') return <NewWorkspaceDialog onClose={closeDialog} />;
  if (dialog.kind === 'sign-out') return <SignOutDialog changes={dialog.changes} onClose={closeDialog} />;
  if (workspace === null) return null;
  switch (dialog.kind) {
    case 'switcher':
      return <Switcher workspace={workspace} onClose={closeDialog} />;
    case 'share':
      return <ShareDialog workspaceId={workspace.id} documentId={dialog.documentId} onClose={closeDialog} />;
    case 'move':
      return <MoveDialog workspaceId={workspace.id} documentId={dialog.documentId} onClose={closeDialog} />;
    case 'icon':
      return <IconDialog workspaceId={workspace.id} documentId={dialog.documentId} onClose={closeDialog} />;
    case 'import':
      return (
        <ImportDialog
          workspaceId={workspace.id}
          chosen={dialog.files}
          into={dialog.into}
          continued={dialog.continued}
          onClose={closeDialog}
        />
      );
    case 'export':
      return <ExportDialog workspaceId={workspace.id} documentId={dialog.documentId} onClose={closeDialog} />;
  }
}
