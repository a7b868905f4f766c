import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** Argon2id as OWASP asks for it: 19 MiB, two passes, some 30 ms. Stored with its settings, so they can grow. */
const settings = { memory: 19_456, passes: 2 };
const tagLength = 32;

/** Longer ones are refused before they are hashed. */
export const passwordMaxLength = 200;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, settings.memory, settings.passes);
  return ['argon2id', settings.memory, settings.passes, salt.toString('base64url'), hash.toString('base64url')].join(
    '$',
  );
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), Number(memory), Number(passes));
  return expected.length === given.length && timingSafeEqual(given, expected);
}

/** The work of checking a password where there is no account, so that time does not tell which names exist. */
export async function checkNobody(password: string): Promise<false> {
  await derive(password, Buffer.alloc(16), settings.memory, settings.passes);
  return false;
}

function derive(password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  // The same password typed on another keyboard may come composed in another way.
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, parallelism: 1, tagLength, memory, passes }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}
