import { createContext, useContext } from 'react';

interface FrameActions {
  toggleSidebar(): void;
  /** Whether a button is needed to bring the sidebar back. */
  sidebarHidden: boolean;
  newPage(): Promise<void>;
}

export const FrameContext = createContext<FrameActions>({
  toggleSidebar: () => undefined,
  sidebarHidden: false,
  newPage: async () => undefined,
});

export const useFrame = (): FrameActions => useContext(FrameContext);
