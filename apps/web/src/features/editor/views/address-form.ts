import { readAddress } from '../extensions/links.ts';
import { t } from '../messages/index.ts';
import { draw } from './draw.ts';

interface AddressFormNeeds {
  label: string;
  hint: string;
  action: string;
  /** Takes an address of the web. */
  take(address: string): void;
  cancel(): void;
}

/** A line that asks for a web address, in the place of the block that it will become. */
export function addressForm({ label, hint, action, take, cancel }: AddressFormNeeds): HTMLFormElement {
  const field = draw('input', '', {
    type: 'text',
    inputmode: 'url',
    placeholder: hint,
    'aria-label': label,
    spellcheck: 'false',
  });
  const send = draw('button', 'is-primary', { type: 'submit' }, action);
  const stop = draw('button', '', { type: 'button' }, t('form.cancel'));
  const fault = draw('p', 'address-fault', { role: 'alert' });
  const form = draw('form', 'address-form', { contenteditable: 'false', novalidate: '' }, field, send, stop, fault);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const address = readAddress(field.value);
    if (address !== null && /^(https?:\/\/|\/)/i.test(address)) take(address);
    else {
      fault.textContent = t('link.invalid');
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    }
  });
  field.addEventListener('input', () => {
    fault.textContent = '';
    field.removeAttribute('aria-invalid');
  });
  form.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    cancel();
  });
  stop.addEventListener('click', cancel);
  return form;
}
