import { collectDefaultMetrics, Registry } from 'prom-client';

/** Where every part of the process registers its counters and gauges; shown at `/metrics`. */
export type Metrics = Registry;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
