import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { problemShape } from '../../../core/protocol/problem.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import {
  categoriesOf,
  changeCategory,
  changeSettings,
  settingsHistory,
  settingsOf,
  type SettingsDeps,
} from './settings.ts';
import {
  putCategoryShape,
  putSettingsShape,
  shownCategories,
  shownCategory,
  shownSettings,
} from './settings-shapes.ts';

const problems = { 400: problemShape, 401: problemShape, 403: problemShape };
const changeProblems = { ...problems, 409: problemShape, 422: problemShape };

/** The admin of this district: one of another decides nothing here. */
const isAdmin = ({ grants, district }: Session, nowMs: number): boolean =>
  grantsAt(grants, isoOf(nowMs)).some(({ role, area }) => role === 'admin' && area === district);

export async function settingsRoutes(plain: FastifyInstance, deps: ServerDeps & SettingsDeps): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const adminOf = (session: Session): Session => {
    if (!isAdmin(session, deps.now()))
      throw new ProblemError('forbidden', 'settings belong to the admin of the district');
    return session;
  };

  app.route({
    method: 'GET',
    url: '/api/settings',
    config: { access: 'session' },
    schema: {
      summary: 'What the district has set, now and to come; for its admin with every version, who and why',
      response: { 200: shownSettings, ...problems },
    },
    handler: async (request) => {
      const session = deps.sessionOf(request);
      const shown = await settingsOf(deps, session.district);
      if (!isAdmin(session, deps.now())) return shown;
      return { ...shown, history: await settingsHistory(deps, session.district) };
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/settings',
    config: { access: ['admin'] },
    bodyLimit: 32 * 1024,
    schema: {
      summary: 'Sets all of it anew, from now or a later moment; refused whole where one member is wrong',
      body: putSettingsShape,
      response: { 200: z.object({ version: z.int(), from: z.string() }), ...changeProblems },
    },
    handler: async (request) => {
      const { district, account } = adminOf(deps.sessionOf(request));
      const { settings, base, reason, from } = request.body;
      return changeSettings(deps, { district, by: account, base, reason }, settings, from);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/settings/categories',
    config: { access: 'session' },
    schema: {
      summary: "The district's catalogue, with what is out of use",
      response: { 200: shownCategories, ...problems },
    },
    handler: async (request) => ({ categories: await categoriesOf(deps, deps.sessionOf(request).district) }),
  });

  app.route({
    method: 'PUT',
    url: '/api/settings/categories/:id',
    config: { access: ['admin'] },
    bodyLimit: 8 * 1024,
    schema: {
      summary: 'Adds a category (base 0), renames it, or takes it out of use; whistles that have it keep it',
      params: z.object({ id: z.string().check(z.maxLength(40)) }),
      body: putCategoryShape,
      response: { 200: shownCategory, ...changeProblems },
    },
    handler: async (request) => {
      const { district, account } = adminOf(deps.sessionOf(request));
      const { category, isRetired, base, reason } = request.body;
      const changing = { district, by: account, base, reason };
      return changeCategory(deps, changing, { id: request.params.id, ...category }, isRetired);
    },
  });
}
