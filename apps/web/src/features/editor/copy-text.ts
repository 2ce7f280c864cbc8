import { toast } from '../../ui/toast.tsx';
import { t } from './messages/index.ts';

/** Copies text, also on plain http, where browsers offer no clipboard interface. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

/** Copies an address, and says whether it could be done. */
export async function copyLink(address: string): Promise<void> {
  const copied = await copyText(address);
  toast({
    key: 'link-copied',
    text: t(copied ? 'handle.linkCopied' : 'handle.linkNotCopied'),
    ...(copied ? {} : { tone: 'critical' }),
  });
}
