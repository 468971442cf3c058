import { h, inline, json, link, prose } from './dom.js';
import { Schemas } from './schema.js';
import { openApi } from './openapi.js';
import { asyncApi } from './asyncapi.js';

/*
 * Draws a description for people. The usual viewers need inline styles or eval, which this server's content security
 * policy refuses; this needs neither, and loads nothing from elsewhere.
 */
const content = document.getElementById('content');
const contents = document.getElementById('contents');

function draw(description) {
  const schemas = new Schemas(description);
  const { groups, after } = description.openapi ? openApi(description, schemas) : asyncApi(description, schemas);
  const sections = [...groups, ...after, schemaSection(description, schemas)];
  content.replaceChildren(
    section('about', description.info.title, [
      h('p.version', 'Version ' + description.info.version),
      prose(description.info.description),
    ]),
    ...sections.map(({ id, title, body }) => section(id, title, body)),
  );
  contents.replaceChildren(
    h('ul', [{ id: 'about', title: 'About' }, ...sections].map(({ id, title, entries }) =>
      h('li', link('#' + id, title), entries ? h('ul', entries.map((entry) => h('li', entry))) : null),
    )),
  );
  content.removeAttribute('aria-busy');
}

function section(id, title, body) {
  const element = h('section', h(id === 'about' ? 'h1' : 'h2', title), body);
  element.id = id;
  return element;
}

function schemaSection(description, schemas) {
  const named = Object.entries(description.components.schemas);
  return {
    id: 'schemas',
    title: 'Schemas',
    body: named.map(([name, schema]) => {
      const block = h(
        'details.op.schema',
        h('summary', h('code.path', name)),
        h('div.body', schema.properties && schema.description ? h('p', inline(schema.description)) : null,
          schemas.fields(schema),
          schema.enum ? h('p', schema.enum.map((value) => [h('code', value), ' '])) : null,
          schema.example && schema.properties ? [h('h4', 'Example'), json(schema.example)] : null),
      );
      block.id = 'schema-' + name;
      return block;
    }),
  };
}

/** What a link names is opened and shown, also when it lies in a closed block. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView();
}

for (const a of document.querySelectorAll('.top nav a')) {
  if (a.pathname === location.pathname.replace(/\.html$/, '')) a.setAttribute('aria-current', 'page');
}
const wide = matchMedia('(min-width: 60rem)');
const menu = document.querySelector('.menu');
const fit = () => (menu.open = wide.matches);
wide.addEventListener('change', fit);
fit();
contents.addEventListener('click', () => wide.matches || (menu.open = false));
addEventListener('hashchange', reveal);

try {
  const answer = await fetch(document.body.dataset.description);
  if (!answer.ok) throw new Error('the server answered ' + answer.status);
  draw(await answer.json());
  reveal();
} catch (error) {
  content.replaceChildren(h('p.fault', 'The description could not be read: ' + error.message + '.'));
}
