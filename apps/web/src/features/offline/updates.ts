import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';

/*
 * The app on this device (service-worker/worker.ts), and new builds of it. Only where the browser allows it:
 * https, or a server on this computer. Everywhere else the app comes from the server each time, as it did.
 */

const LOOK_EVERY_MS = 60 * 60_000;
const INSTALL_LIMIT_MS = 15_000;
const TAKE_OVER_LIMIT_MS = 4_000;

let registration: ServiceWorkerRegistration | null = null;

const isAllowed = () => !import.meta.env.MATERI_WATCHED && 'serviceWorker' in navigator && isSecureContext;

/** Tells that there is a new build. Nothing is loaded anew before the person says so. */
export function sayUpdated(): void {
  toast({
    key: 'updated',
    text: t('frame.updated'),
    stays: true,
    action: { label: t('action.reload'), onSelect: () => void reloadApp() },
  });
}

/** Keeps the app on this device and looks for new builds of it. */
export async function keepApp(): Promise<void> {
  if (!isAllowed()) return;
  try {
    const made = await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
    // Some tools answer nothing where they forbid workers.
    registration = made ?? null;
  } catch {
    // Storage switched off, or no worker on the server: the app works without.
  }
  const known = registration;
  if (known === null) return;
  if (known.waiting !== null) sayUpdated();
  known.addEventListener('updatefound', () => {
    const { installing } = known;
    // The first one of all is no news.
    const isFirst = navigator.serviceWorker.controller === null;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && !isFirst) sayUpdated();
      if (installing.state === 'activated') keepRest(known);
    });
  });
  if (known.active !== null) keepRest(known);
  setInterval(() => void lookForUpdate(), LOOK_EVERY_MS);
}

function keepRest({ active }: ServiceWorkerRegistration): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData === true) return;
  setTimeout(() => active?.postMessage({ kind: 'keep the rest' }), 5_000);
}

/** Asks the server whether there is a newer build. Says false where no worker could have one. */
export async function lookForUpdate(): Promise<boolean> {
  if (registration === null) return false;
  // A server that is away has no newer build.
  await registration.update().catch(() => undefined);
  return true;
}

const within = (limitMs: number, event: Promise<unknown>) =>
  Promise.race([event, new Promise((resolve) => setTimeout(resolve, limitMs))]);

/** Loads the newest build. A plain reload would bring the one that is kept on the device. */
export async function reloadApp(): Promise<void> {
  await within(TAKE_OVER_LIMIT_MS, lookForUpdate());
  const installing = registration?.installing;
  if (installing) {
    const installed = new Promise((resolve) => installing.addEventListener('statechange', resolve));
    await within(INSTALL_LIMIT_MS, installed);
  }
  const waiting = registration?.waiting;
  if (waiting) {
    const taken = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    waiting.postMessage({ kind: 'take over' });
    await within(TAKE_OVER_LIMIT_MS, taken);
  }
  location.reload();
}
