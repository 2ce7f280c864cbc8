/** What a proxy does that the relay or the rest of Materi does not bear. */
export type Cause = 'upgrade' | 'buffering' | 'timeout' | 'body' | 'forwarded';

export const PROXIES = ['nginx', 'Caddy', 'HAProxy', 'Traefik', 'Apache'] as const;
export type Proxy = (typeof PROXIES)[number];

const UPSTREAM = '127.0.0.1:8080';

/** The lines that put it right, as they stand in the proxy's own file. */
export const LINES: Record<Proxy, Record<Cause, string>> = {
  nginx: {
    upgrade: `# in http { }
map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}

# in server { }
location /collab/ {
    proxy_pass http://${UPSTREAM};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Host $host;
    proxy_buffering off;
    proxy_read_timeout 90s;
}`,
    buffering: `# in location /collab/ { } and location /api/v1/stream { }
proxy_buffering off;
proxy_cache off;
gzip off;`,
    timeout: `# in location / { }
proxy_read_timeout 90s;
proxy_send_timeout 90s;`,
    body: `# in server { }: Materi has limits of its own
client_max_body_size 0;`,
    forwarded: `# in location / { }
proxy_set_header Host $host;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;`,
  },
  Caddy: {
    upgrade: `# Caddy passes WebSockets by itself: take out header_up lines
# that change Connection or Upgrade, and "versions 1.0".
reverse_proxy ${UPSTREAM}`,
    buffering: `reverse_proxy ${UPSTREAM} {
    flush_interval -1
}
# and no "encode" for /collab/*`,
    timeout: `# global options
servers {
    timeouts {
        idle 2m
        write 0
    }
}`,
    body: `# take out request_body, or raise it
request_body {
    max_size 1GB
}`,
    forwarded: `# Caddy says so by itself, also to what stands behind it.
# Behind another proxy, in the global options:
servers {
    trusted_proxies static private_ranges
}`,
  },
  HAProxy: {
    upgrade: `defaults
    mode http
    timeout client 90s
    timeout server 90s
    timeout tunnel 1h
# and no "option httpclose", no "del-header Upgrade"`,
    buffering: `# in the backend
no option http-buffer-request
# and no "compression type text/event-stream"`,
    timeout: `defaults
    timeout client 90s
    timeout server 90s
    timeout tunnel 1h`,
    body: `# HAProxy has no limit of its own: look for a rule such as
# http-request deny if { req.body_size gt 1000000 }`,
    forwarded: `# in the frontend
option forwardfor
http-request set-header X-Forwarded-Proto https if { ssl_fc }`,
  },
  Traefik: {
    upgrade: `# Traefik passes WebSockets by itself: take out middlewares
# that set Connection or Upgrade (customRequestHeaders).
http:
  services:
    materi:
      loadBalancer:
        servers:
          - url: "http://${UPSTREAM}"`,
    buffering: `# no "buffering" and no "compress" middleware on this router
http:
  services:
    materi:
      loadBalancer:
        responseForwarding:
          flushInterval: "1ms"`,
    timeout: `entryPoints:
  websecure:
    transport:
      respondingTimeouts:
        readTimeout: "0s"
        writeTimeout: "0s"
        idleTimeout: "180s"`,
    body: `# in the "buffering" middleware, when there is one
maxRequestBodyBytes: 0`,
    forwarded: `# only when another proxy stands before Traefik
entryPoints:
  websecure:
    forwardedHeaders:
      trustedIPs:
        - "10.0.0.0/8"`,
  },
  Apache: {
    upgrade: `# Apache 2.4.47 or newer, before other ProxyPass lines
ProxyPass "/collab/" "http://${UPSTREAM}/collab/" upgrade=websocket timeout=90
ProxyPass "/" "http://${UPSTREAM}/"`,
    buffering: `ProxyPass "/collab/" "http://${UPSTREAM}/collab/" upgrade=websocket flushpackets=on
SetEnvIf Request_URI "^/collab/" no-gzip`,
    timeout: `ProxyTimeout 90`,
    body: `LimitRequestBody 0`,
    forwarded: `ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto "https"`,
  },
};

/** What Materi itself must know behind a proxy. */
export const settingLines = (origin: string) =>
  `MATERI_PUBLIC_URL=${origin}\nMATERI_TRUSTED_PROXIES=127.0.0.1   # the proxy's address`;
