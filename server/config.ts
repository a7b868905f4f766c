import { StartError, type Words } from './words.ts';

/** The variables of the server (README, "Variables"), each checked; a wrong one is told in words. */
export interface Config {
  port: number;
  host: string;
  /** null: not set, `./data` unless the database cannot live there. */
  dataDir: string | null;
  databaseUrl: string | null;
  /** `demo`: a town with accounts whose passwords everybody knows. */
  seed: 'demo' | 'none';
  isDemoPublic: boolean;
  publicUrl: URL | null;
  /** All of them, so many hops, or these addresses. */
  trustProxy: boolean | number | string[];
  nowOffsetMs: number;
  /** Pictures of the ground from a map service; null: none. */
  tiles: TilesConfig | null;
  /** 备案号, as every footer shows it; null: not set. */
  filingNumber: string | null;
}

export interface TilesConfig {
  /** An address with `{layer}`, `{z}`, `{x}`, `{y}`, and where they are wanted `{s}` (0-7) and `{key}`. */
  template: string;
  key: string;
  /** Whose map it is and under which approval number (审图号). */
  notice: string;
}

const tianditu =
  'https://t{s}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default' +
  '&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws StartError that names every wrong variable, not only the first */
export function readConfig(env: Environment): Config {
  const read = new Reader(env);
  const isReal =
    read.given('DATABASE_URL') !== null || read.given('PUBLIC_URL') !== null || read.given('NODE_ENV') === 'production';
  const seed = read.oneOf('SEED', ['demo', 'none'], isReal ? 'none' : 'demo');
  const config: Config = {
    port: read.integer('PORT', 8700, 0, 65_535),
    host: read.given('HOST') ?? '127.0.0.1',
    dataDir: read.given('DATA_DIR'),
    databaseUrl: read.address('DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user@host/name')?.href ?? null,
    seed,
    isDemoPublic: read.oneOf('DEMO_PUBLIC', ['0', '1'], '0') === '1',
    publicUrl: read.address('PUBLIC_URL', ['http:', 'https:'], 'https://shaodao.example.cn'),
    trustProxy: read.proxies('TRUST_PROXY'),
    nowOffsetMs: read.integer('NOW_OFFSET_S', 0, -3_153_600_000, 3_153_600_000) * 1000,
    tiles: read.tiles('TIANDITU_KEY', 'TIANDITU_URL', 'TIANDITU_NOTICE'),
    filingNumber: read.given('FILING_NUMBER'),
  };
  if (config.publicUrl && config.publicUrl.pathname !== '/')
    read.wrong('PUBLIC_URL', '不带路径的网址', 'an address without a path');
  if (config.nowOffsetMs !== 0 && seed !== 'demo')
    read.problems.push({
      zh: 'NOW_OFFSET_S 只能用于演示（SEED=demo）：请去掉它。',
      en: 'NOW_OFFSET_S shifts the clock of the demo (SEED=demo) only: leave it out.',
    });
  if (read.problems.length > 0) throw new StartError(...read.problems);
  return config;
}

class Reader {
  readonly problems: Words[] = [];
  readonly #env: Environment;
  constructor(env: Environment) {
    this.#env = env;
  }

  /** White space alone counts as not set. */
  given(name: string): string | null {
    return this.#env[name]?.trim() || null;
  }

  /** The value itself is not repeated: it may hold a password. */
  wrong(name: string, zh: string, en: string): void {
    this.problems.push({ zh: `${name} 的值不对：应为${zh}。`, en: `${name} is wrong: it must be ${en}.` });
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.given(name);
    if (value === null) return fallback;
    const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.wrong(name, ` ${min} 到 ${max} 之间的整数`, `a whole number from ${min} to ${max}`);
    return fallback;
  }

  oneOf<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.given(name);
    if (value === null) return fallback;
    const known = values.find((one) => one === value);
    if (known === undefined) this.wrong(name, `“${values.join('”或“')}”`, `"${values.join('" or "')}"`);
    return known ?? fallback;
  }

  address(name: string, schemes: readonly string[], example: string): URL | null {
    const value = this.given(name);
    if (value === null) return null;
    const parsed = URL.parse(value);
    if (parsed && schemes.includes(parsed.protocol)) return parsed;
    this.wrong(name, `网址，例如 ${example}`, `an address such as ${example}`);
    return null;
  }

  /** Set up by a key, or by the address of a service that wants none. */
  tiles(keyName: string, urlName: string, noticeName: string): TilesConfig | null {
    const [key, url] = [this.given(keyName), this.given(urlName)];
    if (key === null && url === null) return null;
    const template = url ?? tianditu;
    const example = URL.parse(template.replaceAll(/\{\w+\}/g, '1'));
    const isWhole = ['{layer}', '{z}', '{x}', '{y}'].every((part) => template.includes(part));
    if (!isWhole || !example || !['http:', 'https:'].includes(example.protocol))
      this.wrong(
        urlName,
        '含 {layer}、{z}、{x}、{y} 的瓦片网址',
        'an address of tiles with {layer}, {z}, {x} and {y} in it',
      );
    return { template, key: key ?? '', notice: this.given(noticeName) ?? '天地图' };
  }

  /** `true`, a count of proxies in front, or their addresses: `10.0.0.1,192.168.0.0/16`. */
  proxies(name: string): Config['trustProxy'] {
    const value = this.given(name);
    if (value === null || value === 'false' || value === '0') return false;
    if (value === 'true') return true;
    if (/^\d{1,2}$/.test(value)) return Number(value);
    const addresses = value.split(',').map((address) => address.trim());
    if (
      addresses.every((address) =>
        /^[0-9a-f]*[.:][0-9a-f.:]+(\/\d{1,3})?$|^(loopback|linklocal|uniquelocal)$/i.test(address),
      )
    )
      return addresses;
    this.wrong(
      name,
      ' true、代理层数或代理地址（逗号分隔）',
      'true, a number of proxies, or their addresses with commas between',
    );
    return false;
  }
}
