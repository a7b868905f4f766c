import { sql } from 'drizzle-orm';
import { pgPolicy } from 'drizzle-orm/pg-core';

/*
 * What a reader within limits sees (server/db/read-limits.ts). They hold for every role but the owner of the tables,
 * as which the server writes. No subqueries: only the row and settings of the transaction.
 */

const setting = (name: string): string => `current_setting('shaodao.${name}', true)`;
const ofDistrict = `district = ${setting('district')}`;
const among = (value: string, name: string, operator: '=' | 'like'): string =>
  `${value} ${operator} any(string_to_array(${setting(name)}, ','))`;

const policy = (...conditions: string[]) =>
  pgPolicy('reader', { for: 'select', using: sql.raw(conditions.join(' and ')) });

export const readInDistrict = () => policy(ofDistrict);
/** @param grid the column or expression that names the row's grid */
export const readInGrids = (grid: string) => policy(ofDistrict, among(grid, 'grids', 'like'));
export const readNeeds = (grid: string) => policy(ofDistrict, among(grid, 'need_grids', 'like'));
/** A clash about a need says why somebody is helped. */
export const readConflicts = (grid: string) =>
  policy(
    ofDistrict,
    among(grid, 'grids', 'like'),
    `("row"->'on'->>'kind' <> 'need' or ${among(grid, 'need_grids', 'like')})`,
  );
/** Of a whistle: in its grid, or by whoever holds it as a unit, wherever it lies. */
export const readWhistles = (grid: string) =>
  policy(ofDistrict, `(${among(grid, 'grids', 'like')} or ${among(grid, 'whistle_grids', 'like')})`);
export const readInScopes = () => policy(ofDistrict, among('scope', 'scopes', '='));
/** Whoever sees the scope by that mask or by a wider one; beyond grids there is one mask alone. */
export const readSnapshots = () =>
  policy(
    ofDistrict,
    among('scope', 'scopes', '='),
    `(mask <> 'W' or ${among('substr(scope, 6)', 'need_grids', 'like')})`,
  );
