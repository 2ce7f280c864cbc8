import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { language } from '../../messages/language.ts';
import { toast } from '../../ui/toast.tsx';
import { treeKey } from '../documents/queries.ts';

/** Makes the welcome pages, or finds them; answers the first, `null` when it failed (and says so). */
export async function openWelcomePages(workspaceId: string): Promise<string | null> {
  try {
    const first = await api.workspaces.welcomePages(workspaceId, language());
    await queryClient.invalidateQueries({ queryKey: treeKey(workspaceId) });
    return first.id;
  } catch {
    toast({ text: t('welcome.failed'), tone: 'critical' });
    return null;
  }
}
