import { h, inline, link } from './dom.js';

/** Reads the schemas of one description: follows its references, draws fields, makes samples. */
export class Schemas {
  constructor(root) {
    this.root = root;
  }

  /** What `node` stands for, when it is a reference. */
  follow(node) {
    let at = node;
    while (at && at.$ref) {
      at = at.$ref
        .slice(2)
        .split('/')
        .reduce((tree, key) => tree[key.replace(/~1/g, '/').replace(/~0/g, '~')], this.root);
    }
    return at ?? {};
  }

  /** The schema itself, with the parts of an `allOf` laid together. */
  whole(node) {
    const schema = this.follow(node);
    if (!schema.allOf) return schema;
    return schema.allOf
      .map((part) => this.whole(part))
      .reduce((sum, part) => ({
        type: 'object',
        required: [...(sum.required ?? []), ...(part.required ?? [])],
        properties: { ...sum.properties, ...part.properties },
      }));
  }

  /** The fields of an object, those of unnamed objects within them below, as a list. */
  fields(node) {
    const schema = this.whole(node);
    if (schema.oneOf) {
      return schema.oneOf.map((choice, i) => [i ? h('p.or', 'or') : null, this.fields(choice)]);
    }
    const properties = Object.entries(schema.properties ?? {});
    if (!properties.length) return h('p.none', schema.description ? inline(schema.description) : 'No fields.');
    return h(
      'dl.fields',
      properties.map(([name, property]) => [
        h('dt', h('code.name', name), ' ', this.kind(property), schema.required?.includes(name) ? '' : h('i', 'optional')),
        h('dd', this.about(property), this.within(property)),
      ]),
    );
  }

  /** What is said of a field where it stands; a named schema tells the rest itself. */
  about(node) {
    const line = [node.description, this.bounds(node)].filter(Boolean).join(' ').replace(/\n/g, ' ').trim();
    return line ? h('p', inline(line)) : null;
  }

  /** Fields of an object that has no name of its own are drawn where it stands. */
  within(node) {
    const inner = node.items ?? node;
    return !this.named(inner) && inner.properties ? this.fields(inner) : null;
  }

  /** A type in words; a named schema as a link to where it is described. */
  kind(node) {
    if (node.items) return h('span.kind', 'list of ', this.kind(node.items));
    const name = this.named(node);
    if (name) return h('span.kind', link('#schema-' + name, name));
    if ('const' in node) return h('span.kind', h('code', JSON.stringify(node.const)));
    if (node.enum?.length === 1) return h('span.kind', h('code', JSON.stringify(node.enum[0])));
    return h('span.kind', node.type ?? 'any');
  }

  named(node) {
    return node.$ref?.startsWith('#/components/schemas/') ? node.$ref.split('/').pop() : '';
  }

  bounds(schema) {
    const words = [];
    if (schema.enum?.length > 1 && schema.enum.length < 10) {
      words.push('One of ' + schema.enum.map((value) => '`' + value + '`').join(', ') + '.');
    }
    const { minimum, maximum, minItems, maxItems } = schema;
    if (maximum < 1e6) words.push(`${minimum ?? 0} to ${maximum}.`);
    else if (minimum) words.push(`At least ${minimum}.`);
    if (maxItems) words.push(`${minItems ?? 0} to ${maxItems} of them.`);
    if ('default' in schema) words.push('Default `' + schema.default + '`.');
    return words.join(' ');
  }

  /** A value that fits, from the examples that the description has. */
  sample(node, name = '') {
    const schema = this.whole(node);
    if ('example' in schema) return schema.example;
    if ('const' in schema) return schema.const;
    if (schema.enum) return schema.enum[0];
    if (schema.default !== undefined) return schema.default;
    if (schema.properties) {
      return Object.fromEntries(
        Object.entries(schema.properties).map(([key, property]) => [key, this.sample(property, key)]),
      );
    }
    if (schema.items) return [this.sample(schema.items, name.replace(/s$/, ''))];
    return SAMPLES[name] ?? { integer: 1, boolean: false, object: {} }[schema.type] ?? '…';
  }
}

const SAMPLES = {
  channelId: 'c3m8q',
  deviceId: 'd2x9m',
  memberId: 'u9p4x',
  userId: 'u7h2k',
  unreadCount: 3,
  readSeq: 39,
  seq: 42,
  next: 1207,
  head: 1210,
  epoch: 'e1',
  name: "Mina's phone",
  expiresInSeconds: 900,
  status: 422,
};
