/**
 * `/t/<token>`, `/b/<token or code>`: pages for whoever holds a link, without account, app or service worker. No session is read:
 * the secret is in the address. A form is taken only from our own pages (Origin, Sec-Fetch-Site) and with the token of the page;
 * it answers with a redirect, so that nothing is sent twice by going back.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import { grades, type Grade } from '../../../core/whistle/loop.ts';
import type { Outcome } from '../../../core/protocol/push.ts';
import type { ServerDeps } from '../../deps.ts';
import { problemFor } from '../../http/fault.ts';
import { pageShape } from '../../http/open-shapes.ts';
import { ProblemError } from '../../problems.ts';
import { ballotPage, codePage } from './ballot-page.ts';
import { followPage } from './follow-page.ts';
import type { FormPage, Unsent } from './form-parts.ts';
import { ballotCodeOf, isPageToken } from './link-secrets.ts';
import { linkByCode, linkByToken, type Link } from './links.ts';
import { matterOf, type Matter } from './matter.ts';
import { inLanguage, plainPage } from './page.ts';
import { residentPolicy } from './resident-style.ts';
import { pageLanguage, residentTexts, type PageLanguage, type Trouble } from './resident-texts.ts';
import { residentDeeds, sayAsResident, type ResidentDeed, type ResidentSaid, type SayDeps } from './say.ts';
import { countForm, countWrongCode, waitForCodes } from './tries.ts';

export type ResidentPageDeps = Pick<ServerDeps, 'poolFor' | 'database' | 'now' | 'log'> & Pick<SayDeps, 'push'>;

const formBytes = 16 * 1024;
const asked = z.object({
  lang: z.optional(z.string()),
  done: z.optional(z.string()),
  code: z.optional(z.string()),
});
const form = z.object({
  page: z._default(z.string(), ''),
  grade: z._default(z.string(), ''),
  text: z._default(z.string(), ''),
});
type Filled = z.output<typeof form>;
const secretIn = z.object({ secret: z.string() });
const open = { access: 'public' } as const;
const taking = { access: 'public', hasPageToken: true } as const;
const answers = { 200: pageShape, 404: pageShape };
const formAnswers = { ...answers, 303: pageShape, 403: pageShape, 413: pageShape, 422: pageShape, 429: pageShape };

export async function residentPageRoutes(root: FastifyInstance, deps: ResidentPageDeps): Promise<void> {
  await root.register(async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    takeForms(plain);
    plain.addHook('onRequest', async (_request, reply) => {
      asPage(reply);
    });
    plain.setErrorHandler((error, request, reply) => sendFault(error, request, reply));

    app.route({
      method: 'GET',
      url: '/t/:secret',
      config: open,
      schema: { summary: 'How far a report is, by a link', params: secretIn, querystring: asked, response: answers },
      handler: async (request, reply) => show(reply, await openFollow(request.params.secret), request.query),
    });
    for (const deed of ['tell', 'rate', 'reopen'] as const)
      app.route({
        method: 'POST',
        url: `/t/:secret/${deed}`,
        config: taking,
        bodyLimit: formBytes,
        schema: {
          summary: `What the holder of a link says: ${deed}`,
          consumes: ['application/x-www-form-urlencoded'],
          params: secretIn,
          querystring: asked,
          body: form,
          response: formAnswers,
        },
        handler: async (request, reply) => take(reply, await openFollow(request.params.secret), deed, request),
      });

    app.route({
      method: 'GET',
      url: '/b',
      config: open,
      schema: { summary: 'Enter the code of a ballot', querystring: asked, response: { ...answers, 303: pageShape } },
      handler: async ({ query, ip }, reply) => {
        const language = pageLanguage(query.lang);
        const typed = query.code ?? '';
        if (typed === '') return reply.send(codePage(language, '', null));
        const code = ballotCodeOf(typed);
        if (code === null || !(await linkOfCode(code, ip)))
          return reply.code(404).send(codePage(language, typed.slice(0, 20), 'badCode'));
        return reply.redirect(inLanguage(`/b/${code}`, language), 303);
      },
    });
    app.route({
      method: 'GET',
      url: '/b/:secret',
      config: open,
      schema: { summary: 'One ballot, by a link or code', params: secretIn, querystring: asked, response: answers },
      handler: async (request, reply) =>
        show(reply, await openBallot(request.params.secret, request.ip), request.query),
    });
    app.route({
      method: 'POST',
      url: '/b/:secret/ballot',
      config: taking,
      bodyLimit: formBytes,
      schema: {
        summary: 'Cast the ballot of a link',
        consumes: ['application/x-www-form-urlencoded'],
        params: secretIn,
        querystring: asked,
        body: form,
        response: formAnswers,
      },
      handler: async (request, reply) =>
        take(reply, await openBallot(request.params.secret, request.ip), 'ballot', request),
    });
  });

  interface Opened {
    link: Link;
    matter: Matter;
    secret: string;
    path: string;
  }

  async function opened(link: Link | null, secret: string, path: string): Promise<Opened> {
    const matter = link && (await matterOf(deps, link));
    if (!link || !matter) throw new ProblemError('not-found', 'this link opens nothing');
    return { link, matter, secret, path };
  }
  const openFollow = async (secret: string): Promise<Opened> =>
    opened(await linkByToken(deps, 'follow', secret), secret, `/t/${secret}`);

  async function openBallot(secret: string, address: string): Promise<Opened> {
    const code = ballotCodeOf(secret);
    const link = code === null ? await linkByToken(deps, 'ballot', secret) : await linkOfCode(code, address);
    return opened(link, code ?? secret, `/b/${code ?? secret}`);
  }

  /** A code is short: whoever tries many waits, and learns nothing meanwhile. @throws ProblemError `too-many` */
  async function linkOfCode(code: string, address: string): Promise<Link | null> {
    const wait = await waitForCodes(deps.database, address, deps.now());
    if (wait > 0) throw tooMany(wait);
    const link = await linkByCode(deps, code);
    if (!link) await countWrongCode(deps.database, address, deps.now());
    return link;
  }

  function show(
    reply: FastifyReply,
    { matter, secret, path, link }: Opened,
    query: { lang?: string | undefined; done?: string | undefined },
    unsent: Unsent | null = null,
  ): FastifyReply {
    const done = residentDeeds.find((deed) => deed === query.done) ?? null;
    const page: FormPage = { matter, secret, path, language: pageLanguage(query.lang), done, unsent };
    return reply.send(link.kind === 'follow' ? followPage(page) : ballotPage(page));
  }

  async function take(
    reply: FastifyReply,
    page: Opened,
    deed: ResidentDeed,
    { body, query }: { body: Filled; query: { lang?: string | undefined } },
  ): Promise<FastifyReply> {
    if (!isPageToken(body.page, page.secret, deed))
      throw new ProblemError('forbidden', 'not from the page of this link');
    const wait = await countForm(deps.database, page.link.voice, deps.now());
    if (wait > 0) throw tooMany(wait);
    const refuse = (trouble: Trouble): FastifyReply =>
      show(reply.code(422), page, query, { deed, trouble, grade: body.grade, text: body.text });
    const said = saidIn(deed, body, page);
    if (typeof said === 'string') return refuse(said);
    const trouble = troubleOf(await sayAsResident(deps, page.link, said, page.matter.whistle.rev), deed);
    if (trouble !== null) {
      // What changed meanwhile is shown as it is now, with what was typed.
      const now = await matterOf(deps, page.link);
      return show(reply.code(422), { ...page, matter: now ?? page.matter }, query, {
        deed,
        trouble,
        grade: body.grade,
        text: body.text,
      });
    }
    const language = pageLanguage(query.lang);
    return reply.redirect(`${page.path}?done=${deed}${language === 'en' ? '&lang=en' : ''}`, 303);
  }
}

/** What the form says, or what is still missing. */
function saidIn(
  deed: ResidentDeed,
  { grade: given, text: typed }: Filled,
  { link, matter }: SaidOn,
): ResidentSaid | Trouble {
  const whistle = matter.whistle.id;
  const text = typed.trim();
  const { voice } = link;
  switch (deed) {
    case 'tell':
      return text === '' ? 'write' : { deed, payload: { whistle, text } };
    // What was merged may not be solved here though it is elsewhere: its own whistle goes on.
    case 'reopen':
      return text === ''
        ? 'write'
        : { deed, payload: { whistle: matter.isMerged ? link.whistle : whistle, reason: text } };
    case 'rate': {
      const grade = gradeIn(given);
      return grade ? { deed, payload: { whistle, grade, reason: text || null, voice } } : 'choose';
    }
    case 'ballot': {
      const grade = gradeIn(given);
      return grade ? { deed, payload: { whistle, grade, reason: text || null, isPaper: false, voice } } : 'choose';
    }
  }
}
interface SaidOn {
  link: Link;
  matter: Matter;
}
const gradeIn = (given: string): Grade | undefined => grades.find((grade) => grade === given);

/** Why it was not taken, in the page's words; null: it was, now or before. */
function troubleOf(outcome: Outcome, deed: ResidentDeed): Trouble | null {
  if (outcome.outcome === 'applied') return null;
  const { code, detail } = outcome.refusal;
  switch (code) {
    case 'nothing-said':
      return deed === 'ballot' ? 'whyNot' : 'write';
    case 'text-too-long':
    case 'text-not-storable':
      return 'tooLong';
    case 'against-rule':
      return detail === 'ballot-once' || detail === 'rate-once' ? 'again' : 'over';
    case 'wrong-stage':
    case 'changed':
    case 'not-found':
      return 'over';
    default:
      return 'failed';
  }
}

function tooMany(seconds: number): ProblemError {
  return Object.assign(new ProblemError('too-many', `wait ${seconds} s`), { seconds });
}

/** Forms and nothing else: neither JSON nor files. */
function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}

const asPage = (reply: FastifyReply): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', residentPolicy)
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow')
    .header('cache-control', 'no-store');

/** The same words whatever link was tried; a person reads them, so they come as a page. */
function sendFault(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code } = problemFor(error);
  if (status >= 500) request.log.error({ fault: code }, 'a page of residents failed');
  const { lang } = (request.query ?? {}) as { lang?: string };
  const language: PageLanguage = pageLanguage(lang);
  const words = residentTexts[language];
  const isBallot = request.url.startsWith('/b');
  const frame = { language, path: isBallot ? '/b' : '/t', brand: isBallot ? words.ballotBrand : words.brand };
  const seconds = (error as { seconds?: number }).seconds ?? 60;
  if (status === 429) reply.header('retry-after', seconds);
  const told =
    status === 404 || status === 400
      ? { title: words.noneTitle, text: words.none }
      : status === 403
        ? { title: words.foreignTitle, text: words.foreign }
        : status === 413
          ? { title: words.foreignTitle, text: words.troubles.tooLong }
          : status === 429
            ? { title: words.waitTitle, text: words.wait(Math.ceil(seconds / 60)) }
            : { title: words.faultTitle, text: words.fault };
  return asPage(reply)
    .code(status === 400 ? 404 : status)
    .send(plainPage(frame, told));
}
