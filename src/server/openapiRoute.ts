// The description of all routes (OpenAPI 3.1), made from the routes themselves, so that it cannot leave one out.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { problems } from '../core/problems.ts';
import type { Policy } from './policy.ts';
import type { Route } from './server.ts';

type Json = Readonly<Record<string, unknown>>;

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'actor', 'help'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(problems) },
    detail: { type: 'string' },
    actor: { enum: [...new Set(Object.values(problems).map(({ actor }) => actor))] },
    help: { type: 'string' },
  },
};

/** `/v1/cases/:id` as OpenAPI writes it: `/v1/cases/{id}`. */
const pathOf = (url: string): string => url.replace(/(?<!:):(\w+)/g, '{$1}').replaceAll('::', ':');

function whoMay(policy: Policy): string {
  if (policy === 'anyone') return 'Anyone.';
  if (policy === 'operator') return 'The operator of the machine.';
  return `A token that may "${policy.may}"${policy.operator ? ', or the operator of the machine' : ''}.`;
}

function parametersOf({ url, query }: Route): readonly Json[] {
  const inPath = [...pathOf(url).matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  if (query === undefined) return inPath;
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
  return [...inPath, ...inQuery];
}

function operationOf(route: Route): Json {
  const { says, policy, body, bodyType = 'application/json' } = route;
  return {
    summary: says,
    description: whoMay(policy),
    ...(policy === 'anyone' ? { security: [] } : {}),
    parameters: parametersOf(route),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { [bodyType]: { schema: z.toJSONSchema(body, { io: 'input' }) } } } }),
    responses: {
      '2XX': { description: 'Done; docs/http.md shows the answer.' },
      default: { description: 'A problem.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
}

export function describeRoutes(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    if (route.method === 'HEAD') continue;
    const path = pathOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Fortnight', version: '1' },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: { Problem: problemSchema } },
  };
}

export function openapiRoute(app: FastifyInstance, routes: readonly Route[]): void {
  app.get('/openapi.json', { config: { policy: 'anyone', says: 'This description.' } }, async () => describeRoutes(routes));
}
