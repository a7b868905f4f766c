import type { FastifyInstance, preParsingHookHandler } from 'fastify';
import { pipeline, Transform, type Readable } from 'node:stream';
import { ProblemError } from '../problems.ts';

/**
 * A body that inflates to more than its address takes is dropped there and then. Registered after the plugin that
 * inflates: without this the reply is the same, but the rest is inflated to its end for nobody.
 */
export function stopInflating(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.preParsing = [...[route.preParsing ?? []].flat(), stopAtLimit];
  });
}

const stopAtLimit: preParsingHookHandler = (request, _reply, payload: Readable & Counted, done) => {
  if ((payload as unknown) === request.raw) {
    done(null, payload);
    return;
  }
  const limit = request.routeOptions.bodyLimit;
  let seen = 0;
  const counted: Transform & Counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      seen += chunk.length;
      if (seen > limit) next(new ProblemError('too-large', 'the body, inflated, is larger than this address takes'));
      else next(null, chunk);
    },
  });
  // What came over the wire is held against `Content-Length`.
  Object.defineProperty(counted, 'receivedEncodedLength', { get: () => payload.receivedEncodedLength });
  // Its error comes out of `counted`, too, where the parser waits for it.
  pipeline(payload, counted, () => undefined);
  done(null, counted);
};

interface Counted {
  receivedEncodedLength?: number;
}
