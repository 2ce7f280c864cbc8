import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { TextInput } from '../../../ui/field.tsx';
import { copyText } from '../../documents/pages.ts';

interface Props {
  /** What to do with it. */
  children: ReactNode;
  label: string;
  value: string;
  /** Said when it was copied. */
  copied: string;
}

/** A secret that is on the screen this once: a key, a link. */
export function ShownOnce({ children, label, value, copied }: Props) {
  return (
    <div role="status" className="animate-fade flex flex-col gap-2 rounded-lg bg-accent-soft p-3">
      <p>{children}</p>
      <div className="flex gap-2">
        <TextInput
          readOnly
          aria-label={label}
          value={value}
          onFocus={(event) => event.target.select()}
          className="font-mono text-xs"
        />
        <Button icon={<Copy size={15} />} onClick={() => void copyText(value, copied)}>
          {t('action.copy')}
        </Button>
      </div>
    </div>
  );
}
