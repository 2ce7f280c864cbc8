import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import fastify, { LogController } from 'fastify';
import multipart from '@fastify/multipart';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { newId } from '../ids.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { installAccessLog, requestIdFrom } from './access-log.ts';
import type { HttpApp } from './app.ts';
import { BODY_LIMIT_BYTES, installBodies } from './bodies.ts';
import { healthRoutes, type PartState } from './health.ts';
import { installOpenApi } from './openapi.ts';
import { installProblems, sendProblem, toAppError } from './problems.ts';
import { refuseUnreadable } from './unreadable.ts';
import { installSecurity } from './security.ts';

export interface HttpServerNeeds {
  readonly config: {
    readonly publicUrl: string | null;
    /** Requests a minute for one address; 0 for no limit. */
    readonly rateLimit: number;
    /** Addresses or networks of proxies, separated by commas. */
    readonly trustedProxies: string | null;
  };
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  /** Every part of the process, for `/health/ready`. */
  readonly parts: () => PartState[];
  readonly pageFor?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;
}

/** The HTTP application with everything that is the same for all routes. Routes are added to what it returns, before it listens. */
export async function createHttpServer(needs: HttpServerNeeds): Promise<HttpApp> {
  const options: FastifyServerOptions = {
    loggerInstance: needs.logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: BODY_LIMIT_BYTES,
    // Slow uploads of large files are fine; a request that never ends is not.
    requestTimeout: 10 * 60_000,
    genReqId: (request) => requestIdFrom(request.headers['x-request-id'], newId),
    trustProxy: needs.config.trustedProxies?.split(',').map((proxy) => proxy.trim()) ?? false,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => void sendProblem(reply, toAppError(error, request)),
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket),
  };
  const app = fastify(options).withTypeProvider<ZodTypeProvider>() as unknown as HttpApp;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblems(app, needs.pageFor ?? (() => null));
  installAccessLog(app, needs.metrics);
  installBodies(app);
  // Routes that take files set their own limits; these only keep forms from being endless.
  await app.register(multipart, { limits: { fields: 100, files: 10_000, parts: 10_100 } });
  await installSecurity(app, {
    publicUrl: needs.config.publicUrl,
    requestsPerMinute: needs.config.rateLimit,
  });
  await installOpenApi(app, { version: needs.version, publicUrl: needs.config.publicUrl });
  healthRoutes(app, needs);
  return app;
}
