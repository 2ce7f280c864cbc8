import ipaddr from 'ipaddr.js';

/** IPv6 that is routed in the world at all (IANA: 2000::/3). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** Public by its number, but answered by the machine that a cloud runs us on. */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);

/**
 * Whether an address lies in the public internet: not this machine, not its network, not a
 * cloud's metadata, and none that carries such an address inside (mapped, translated, tunnelled).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv4') return !PLATFORM_ADDRESSES.has(address.toString());
  return (address as ipaddr.IPv6).match(GLOBAL_IPV6);
}
