import { h, inline, json, link, prose } from './dom.js';

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** The sections of an OpenAPI description: its calls by tag, and its codes. */
export function openApi(description, schemas) {
  const calls = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => METHODS.has(key))
      .map((method) => ({ path, method, ...item[method] })),
  );
  const base = description.servers[0].url;
  const groups = description.tags.map((tag) => {
    const own = calls.filter((call) => call.tags.includes(tag.name));
    return {
      id: tag.name.toLowerCase(),
      title: tag.name,
      body: [prose(tag.description), own.map((call) => operation(call, base, schemas))],
      entries: own.map((call) => link('#' + call.operationId, call.summary)),
    };
  });
  return { groups, after: [codes(description, calls, schemas)] };
}

function operation(call, base, schemas) {
  const answers = Object.entries(call.responses).map(([status, answer]) => ({ status, ...schemas.follow(answer) }));
  const good = answers.filter((answer) => !answer['x-codes']);
  const refusals = answers.filter((answer) => answer['x-codes']);
  const parameters = (call.parameters ?? []).map((parameter) => schemas.follow(parameter));
  const block = h(
    'details.op',
    h(
      'summary',
      h('span.method.' + call.method, call.method.toUpperCase()),
      h('code.path', path(call.path)),
      h('span.summary', call.summary, call.security?.length === 0 ? h('span.open', 'open') : ''),
    ),
    h(
      'div.body',
      prose(call.description),
      parameters.length ? [h('h4', 'Parameters'), parameterList(parameters, schemas)] : null,
      call.requestBody ? [h('h4', 'Request'), request(call.requestBody, schemas)] : null,
      good.map((answer) => success(answer, schemas)),
      h('h4', 'Refusals'),
      refusalList(refusals),
      h('h4', 'With curl'),
      h('pre', h('code', curl(call, base, schemas))),
    ),
  );
  block.id = call.operationId;
  return block;
}

/** A long path may break after a slash. */
function path(text) {
  return text.split(/(?=\/)/).flatMap((part) => [h('wbr'), part]);
}

function parameterList(parameters, schemas) {
  return h(
    'dl.fields',
    parameters.map((parameter) => [
      h('dt', h('code.name', parameter.name), ' ', schemas.kind(parameter.schema), h('i', parameter.in),
        parameter.required ? '' : h('i', 'optional')),
      h('dd', schemas.about({ ...parameter.schema, description: parameter.description ?? '' })),
    ]),
  );
}

function request(body, schemas) {
  const content = body.content['application/json'];
  return [schemas.fields(content.schema), samples(content, schemas).map(json)];
}

function samples(content, schemas) {
  if (content.example) return [content.example];
  if (content.examples) return Object.values(content.examples).map((example) => example.value);
  return [schemas.sample(content.schema)];
}

function success(answer, schemas) {
  const content = answer.content?.['application/json'];
  return [
    h('h4', h('span.status', answer.status), inline(answer.description)),
    content ? [body(content.schema, schemas), samples(content, schemas).map(json)] : null,
  ];
}

/** A named schema is described in one place; only what has no name is drawn here. */
function body(schema, schemas) {
  return schemas.named(schema) ? h('p', schemas.kind(schema)) : schemas.fields(schema);
}

function refusalList(refusals) {
  return h(
    'dl.refusals',
    refusals.map((refusal) => [
      h('dt', h('span.status.bad', refusal.status)),
      h('dd', refusal['x-codes'].map((code) => [link('#code-' + code, h('code', code)), ' ']),
        inline(refusal.description.replace(/\n/g, ' '))),
    ]),
  );
}

function curl(call, base, schemas) {
  const query = (call.parameters ?? [])
    .map((parameter) => schemas.follow(parameter))
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map((parameter) => `${parameter.name}=${parameter.example ?? 'u7h2k,u9p4x'}`);
  const filled = call.path.replace(/\{(\w+)\}/g, (_, name) => schemas.sample({ type: 'string' }, name));
  const words = [`curl${call.method === 'get' ? '' : ' -X ' + call.method.toUpperCase()}`];
  words.push(`'${location.origin}${base}${filled}${query.length ? '?' + query.join('&') : ''}'`);
  if (call.security?.length !== 0) words.push(`-H "Authorization: Bearer $TOKEN"`);
  if (call.requestBody) {
    const [sample] = samples(call.requestBody.content['application/json'], schemas);
    words.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sample).replace(/'/g, `'\\''`)}'`);
  }
  return words.join(' \\\n  ');
}

/** Each code with its status, from the answers that have it, and what it means. */
function codes(description, calls, schemas) {
  const statuses = new Map();
  for (const call of calls) {
    for (const [status, answer] of Object.entries(call.responses)) {
      for (const code of schemas.follow(answer)['x-codes'] ?? []) statuses.set(code, status);
    }
  }
  const rows = Object.entries(description['x-codes']).map(([code, meaning]) => {
    const told = h('dd', h('code', code), ' ', inline(meaning));
    told.id = 'code-' + code;
    return [h('dt', h('span.status.bad', statuses.get(code) ?? '')), told];
  });
  return { id: 'codes', title: 'Codes', body: [h('p', 'The same over HTTP and on the sockets.'), h('dl.refusals', rows)] };
}
