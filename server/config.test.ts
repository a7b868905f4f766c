import { describe, expect, it } from 'vitest';
import { readConfig, type Environment } from './config.ts';
import { StartError } from './words.ts';

const told = (env: Environment): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartError) return error.words.map((one) => `${one.zh} ${one.en}`).join('\n');
    throw error;
  }
  return '';
};

describe('the variables', () => {
  it('have the defaults of the README', () => {
    expect(readConfig({})).toEqual({
      port: 8700,
      host: '127.0.0.1',
      dataDir: null,
      databaseUrl: null,
      seed: 'demo',
      isDemoPublic: false,
      publicUrl: null,
      trustProxy: false,
      nowOffsetMs: 0,
      tiles: null,
      filingNumber: null,
    });
  });

  it('set up pictures of the ground by a key, or by the address of a service without one', () => {
    expect(readConfig({ TIANDITU_KEY: 'k' }).tiles).toMatchObject({ key: 'k', notice: '天地图' });
    const template = 'https://tiles.example.cn/{layer}/{z}/{x}/{y}';
    expect(readConfig({ TIANDITU_URL: template }).tiles).toMatchObject({ key: '', template });
  });

  it('count white space as not set', () => {
    expect(readConfig({ PORT: ' ', DATA_DIR: '', DATABASE_URL: ' ' })).toEqual(readConfig({}));
  });

  it.each([
    [{ DATABASE_URL: 'postgres://a@b/c' }, 'none'],
    [{ PUBLIC_URL: 'https://a.example' }, 'none'],
    [{ NODE_ENV: 'production' }, 'none'],
    [{ NODE_ENV: 'test' }, 'demo'],
    [{ DATABASE_URL: 'postgres://a@b/c', SEED: 'demo' }, 'demo'],
    [{ SEED: 'none' }, 'none'],
  ])('seed by %j: %s', (env, seed) => {
    expect(readConfig(env).seed).toBe(seed);
  });

  it.each([
    ['true', true],
    ['2', 2],
    ['10.0.0.1, 192.168.0.0/16', ['10.0.0.1', '192.168.0.0/16']],
    ['loopback', ['loopback']],
    ['0', false],
  ])('read TRUST_PROXY %s', (value, trust) => {
    expect(readConfig({ TRUST_PROXY: value }).trustProxy).toEqual(trust);
  });

  it.each([
    ['TIANDITU_URL', 'https://tiles.example.cn/{z}/{x}/{y}'],
    ['TIANDITU_URL', 'ftp://tiles.example.cn/{layer}/{z}/{x}/{y}'],
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['SEED', 'yes'],
    ['DEMO_PUBLIC', 'yes'],
    ['DATABASE_URL', 'mysql://a/b'],
    ['DATABASE_URL', 'somewhere'],
    ['PUBLIC_URL', 'shaodao.example'],
    ['PUBLIC_URL', 'https://a.example/path'],
    ['TRUST_PROXY', 'my proxy'],
    ['NOW_OFFSET_S', 'tomorrow'],
  ])('tell in both languages that %s=%s is wrong', (name, value) => {
    expect(told({ [name]: value })).toMatch(new RegExp(`${name} 的值不对.*${name} is wrong: it must be`));
  });

  it('tell all that is wrong at once, and repeat no secret', () => {
    const words = told({ PORT: 'x', SEED: 'y', DATABASE_URL: 'http://user:geheim@host' });
    expect(words.split('\n')).toHaveLength(3);
    expect(words).not.toContain('geheim');
  });

  it('shift the clock of the demo only', () => {
    expect(readConfig({ NOW_OFFSET_S: '86400' }).nowOffsetMs).toBe(86_400_000);
    expect(readConfig({ NOW_OFFSET_S: '-60' }).nowOffsetMs).toBe(-60_000);
    expect(told({ NOW_OFFSET_S: '60', SEED: 'none' })).toMatch(/NOW_OFFSET_S.*demo/);
  });
});
