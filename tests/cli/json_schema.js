// As much of JSON Schema (draft 2020-12) as the project's own schemas use. check(schema, value) gives the mistakes;
// a word that is not known here is a mistake of its own, so that no part of a schema is passed over.
'use strict';
const known = new Set(['$schema', '$defs', '$ref', 'title', 'description', 'type', 'const', 'enum', 'pattern', 'minLength',
  'minimum', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'oneOf', 'minItems']);
const types = {
  object: (v) => typeof v === 'object' && v !== null && !Array.isArray(v), array: Array.isArray, null: (v) => v === null,
  string: (v) => typeof v === 'string', boolean: (v) => typeof v === 'boolean', number: (v) => typeof v === 'number',
  integer: Number.isInteger,
};
function check(root, value, schema = root, at = '$') {
  const mistakes = [];
  const say = (what) => mistakes.push(`${at}: ${what}`);
  for (const word of Object.keys(schema)) if (!known.has(word)) say(`the schema has the word ${word}`);
  if (schema.$ref) {
    const target = schema.$ref.replace(/^#\//, '').split('/').reduce((node, key) => node[key], root);
    mistakes.push(...check(root, value, target, at));
  }
  if (schema.type && ![].concat(schema.type).some((type) => types[type](value))) say(`is no ${schema.type}`);
  if ('const' in schema && value !== schema.const) say(`is not ${schema.const}`);
  if (schema.enum && !schema.enum.includes(value)) say(`${value} is none of ${schema.enum}`);
  if (typeof value === 'string') {
    if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) say(`${value} does not match ${schema.pattern}`);
    if (schema.minLength && value.length < schema.minLength) say('is too short');
  }
  if (typeof value === 'number' && 'minimum' in schema && value < schema.minimum) say('is too small');
  if (schema.anyOf && !schema.anyOf.some((each) => check(root, value, each, at).length === 0)) say('fits none of several forms');
  if (schema.oneOf && schema.oneOf.filter((each) => check(root, value, each, at).length === 0).length !== 1) say('does not fit one of several forms');
  if (types.object(value)) {
    for (const key of schema.required || []) if (!(key in value)) say(`lacks ${key}`);
    for (const [key, item] of Object.entries(value)) {
      if (schema.properties && key in schema.properties) mistakes.push(...check(root, item, schema.properties[key], `${at}.${key}`));
      else if (schema.additionalProperties === false) say(`may not have ${key}`);
    }
  }
  if (Array.isArray(value)) {
    if (schema.minItems && value.length < schema.minItems) say('has too few items');
    if (schema.items) value.forEach((item, i) => mistakes.push(...check(root, item, schema.items, `${at}[${i}]`)));
  }
  return mistakes;
}
module.exports = { check };
