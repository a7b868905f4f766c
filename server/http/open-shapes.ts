import * as z from 'zod/mini';

/** Bytes in a reply: no JSON, and so nothing that a shape could check. */
export const bytesShape = z.any();
z.globalRegistry.add(bytesShape, { type: 'string', format: 'binary', description: 'bytes' });

/** The value of any member of a row. */
export const memberShape = z.any();
z.globalRegistry.add(memberShape, { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] });

/** A page for a person. */
export const pageShape = z.any();
z.globalRegistry.add(pageShape, { type: 'string', description: 'HTML' });
