/**
 * `GET /api/openapi.json`: the routes as they are checked, and what the checks leave open: which payload each mutation
 * carries, which rows a pull gives, who may call, which header a change needs.
 */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { allPayloads } from '../../core/protocol/all-payloads.ts';
import type { MutationType } from '../../core/protocol/payloads.ts';
import { problemShape } from '../../core/protocol/problem.ts';
import { mutationShape, pushCountLimit, pushShape } from '../../core/protocol/push.ts';
import { unsentCountLimit, unsentRecordShape, unsentShape } from '../../core/protocol/unsent.ts';
import { goneShape, pageShape, pulledKinds, pullReplyShape, rowShapes } from '../../core/protocol/row-shapes.ts';
import { readingMethods } from './cross-site.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;
type Direction = 'input' | 'output';

const schemaOf = (shape: z.core.$ZodType, io: Direction): JsonSchema => ({
  ...z.toJSONSchema(shape, { io, unrepresentable: 'any', target: 'openapi-3.1' }),
});
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const jsonBody = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

const transformRoute = createJsonSchemaTransform({ zodToJsonConfig: { unrepresentable: 'any' } });

const transform: FastifyDynamicSwaggerOptions['transform'] = (document) => {
  const { schema, url } = transformRoute(document);
  const { access = 'public', readsCookie = access !== 'public' } = document.route.config ?? {};
  if (!schema || schema.hide === true) return { schema, url };
  const methods = [document.route.method].flat();
  const isChange = readsCookie && methods.some((method) => !readingMethods.has(method));
  const refusals = access === 'public' ? [] : ['401', ...(isChange || Array.isArray(access) ? ['403'] : []), '503'];
  const { response = {} } = schema as { response?: Record<string, unknown> };
  const missing = refusals.filter((status) => !(status in response));
  return {
    schema: {
      ...schema,
      ...(readsCookie && { security: [{ session: [] }] }),
      ...(isChange && { headers: appHeader }),
      response: {
        ...response,
        ...Object.fromEntries(missing.map((status) => [status, schemaOf(problemShape, 'output')])),
      },
    },
    url,
  };
};

/** Of every change under a session; no form of another site can set it. */
const appHeader = {
  type: 'object',
  required: ['x-shaodao'],
  properties: { 'x-shaodao': { type: 'string', const: '1', description: 'no form of another site can set it' } },
};

const transformObject: FastifyDynamicSwaggerOptions['transformObject'] = (document) => {
  const described = jsonSchemaTransformObject(document) as Described;
  const { paths, components } = described;
  components.schemas = { ...components.schemas, ...namedSchemas() };
  const [push, pull, unsent] = ['/api/sync/push', '/api/sync/pull', '/api/desk/unsent-files'].map(
    (path) => paths[path]?.['post'],
  );
  if (push) push.requestBody = { required: true, ...jsonBody(ref('PushRequest')) };
  if (unsent) unsent.requestBody = { required: true, ...jsonBody(ref('UnsentFile')) };
  if (pull) pull.responses['200'] = { description: 'What changed', ...jsonBody(ref('PullReply')) };
  for (const { responses } of Object.values(paths).flatMap((methods) => Object.values(methods)))
    for (const [status, response] of Object.entries(responses)) nameProblem(Number(status), response);
  return described;
};

interface Described {
  components: { schemas?: Record<string, JsonSchema> };
  paths: Record<
    string,
    Record<string, { requestBody?: object; responses: Record<string, { description?: string; content?: object }> }>
  >;
}

/** Refusals are problem documents (RFC 9457). */
function nameProblem(status: number, response: { content?: object }): void {
  if (status < 400) return;
  response.content = { 'application/problem+json': { schema: ref('Problem') } };
}

/** A payload by the name of its mutation, a row by that of its kind, and the messages made of them. */
function namedSchemas(): Record<string, JsonSchema> {
  const types = Object.keys(allPayloads) as MutationType[];
  const mutation = schemaOf(mutationShape, 'input');
  const push = schemaOf(pushShape, 'input');
  const pull = schemaOf(pullReplyShape, 'output');
  const ofType = (shape: JsonSchema, type: MutationType): JsonSchema => ({
    ...shape,
    properties: { ...shape.properties, type: { const: type }, payload: ref(type) },
  });
  const change = (kind: string): JsonSchema => ({
    type: 'object',
    required: ['version', 'kind', 'id', 'op', 'row'],
    properties: {
      version: { type: 'integer' },
      kind: { const: kind },
      id: { type: 'string' },
      op: { const: 'put' },
      row: ref(`row.${kind}`),
    },
  });
  return {
    Problem: schemaOf(problemShape, 'output'),
    ...Object.fromEntries(types.map((type) => [type, schemaOf(allPayloads[type], 'input')])),
    ...Object.fromEntries(pulledKinds.map((kind) => [`row.${kind}`, schemaOf(rowShapes[kind], 'output')])),
    Mutation: { oneOf: types.map((type) => ofType(mutation, type)) },
    UnsentRecord: { oneOf: types.map((type) => ofType(schemaOf(unsentRecordShape, 'input'), type)) },
    Change: { oneOf: [...pulledKinds.map(change), schemaOf(goneShape, 'output')] },
    ScopePage: {
      ...schemaOf(pageShape, 'output'),
      ...withMember(pageShape, 'changes', { type: 'array', items: ref('Change') }),
    },
    PushRequest: {
      ...push,
      ...withMember(pushShape, 'mutations', { type: 'array', maxItems: pushCountLimit, items: ref('Mutation') }),
    },
    UnsentFile: {
      ...schemaOf(unsentShape, 'input'),
      ...withMember(unsentShape, 'records', {
        type: 'array',
        maxItems: unsentCountLimit,
        items: ref('UnsentRecord'),
      }),
    },
    PullReply: {
      ...pull,
      ...withMember(pullReplyShape, 'scopes', { type: 'object', additionalProperties: ref('ScopePage') }),
    },
  };
}

/** The members of a shape with one of them said otherwise. */
function withMember(shape: z.core.$ZodType, name: string, schema: JsonSchema): Pick<JsonSchema, 'properties'> {
  const io = shape === pushShape || shape === unsentShape ? 'input' : 'output';
  return { properties: { ...schemaOf(shape, io).properties, [name]: schema } };
}

/** How `@fastify/swagger` is to describe this server. */
export const openApiOptions = (version: string): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: { title: '哨到 Shaodao', version },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'shaodao' } } },
  },
  transform,
  transformObject,
});
