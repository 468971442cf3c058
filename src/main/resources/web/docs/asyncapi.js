import { h, inline, json, link, prose } from './dom.js';

/** The sections of an AsyncAPI description: its operations by tag, what is promised, and the close codes. */
export function asyncApi(description, schemas) {
  const operations = Object.entries(description.operations).map(([id, operation]) => ({ id, ...operation }));
  const tags = [...new Set(operations.map((operation) => operation.tags[0].name))];
  const told = new Set();
  const groups = tags.map((tag) => {
    const own = operations.filter((operation) => operation.tags[0].name === tag);
    const channel = schemas.follow(own[0].channel);
    const intro = told.has(channel) ? null : prose(channel.description);
    told.add(channel);
    return {
      id: tag.toLowerCase().replace(/\W+/g, '-'),
      title: tag,
      body: [intro, own.map((operation) => block(operation, schemas))],
      entries: own.map((operation) => link('#' + operation.id, operation.title)),
    };
  });
  return { groups: [promises(description), ...groups], after: [closeCodes(description)] };
}

function block(operation, schemas) {
  const inbound = operation.action === 'receive';
  const messages = operation.messages.map((message) => schemas.follow(message));
  const replies = (operation.reply?.messages ?? []).map((message) => schemas.follow(message));
  const element = h(
    'details.op',
    h(
      'summary',
      h(inbound ? 'span.method.post' : 'span.method.get', inbound ? 'client' : 'server'),
      h('code.path', operation.title),
      h('span.summary', inline(operation.summary)),
    ),
    h(
      'div.body',
      prose(operation.description),
      messages.map((message) => [h('h4', inbound ? 'Request' : 'Push ', messages.length > 1 ? h('code', message.name) : ''),
        frame(message, schemas)]),
      replies.map((message) => [h('h4', 'Reply'), message.summary ? h('p', message.summary) : null, frame(message, schemas)]),
      operation['x-codes']
        ? [h('h4', 'Codes'), h('p.codes', operation['x-codes'].map((code) => [link('/docs/api#code-' + code, h('code', code)), ' ']))]
        : null,
    ),
  );
  element.id = operation.id;
  return element;
}

function frame(message, schemas) {
  return [schemas.fields(message.payload), (message.examples ?? []).map((example) => json(example.payload))];
}

function promises(description) {
  return {
    id: 'promises',
    title: 'What the server promises',
    body: h('ol.promises', description['x-promises'].map((promise) => h('li', inline(promise)))),
  };
}

function closeCodes(description) {
  return {
    id: 'close-codes',
    title: 'Close codes',
    body: h(
      'dl.refusals',
      description['x-close-codes'].map(({ code, final, meaning }) => [
        h('dt', h('span.status.bad', code)),
        h('dd', h('strong', final ? 'Final. ' : 'Reconnect. '), inline(meaning)),
      ]),
    ),
  };
}
