// The official event-bus bridge client, as OfficialBridgeLink.java drives it: one JSON object a line in and out.
import EventBus from '@vertx/eventbus-bridge-client.js';

const [url, transport] = process.argv.slice(2);
const tell = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const bus = new EventBus(url, { transports: [transport] });

bus.onopen = () => tell({ is: 'open' });
bus.onerror = (frame) => tell({ is: 'error', frame });
bus.onclose = (event) => {
  tell({ is: 'close', code: event.code, reason: event.reason });
  process.exitCode = 0;
  process.stdin.destroy();
};

const answer = (n) => (failure, message) =>
  failure ? tell({ is: 'failure', n, ...failure }) : tell({ is: 'reply', n, body: message.body });
const pushed = (address) => (failure, message) =>
  failure ? tell({ is: 'error', frame: { address, ...failure } }) : tell({ is: 'push', address, body: message.body });

const wishes = {
  send: ({ n, address, body }) => bus.send(address, body, {}, answer(n)),
  tell: ({ address, body }) => bus.send(address, body),
  publish: ({ address, body }) => bus.publish(address, body),
  register: ({ address }) => bus.registerHandler(address, pushed(address)),
  close: () => bus.close(),
};

// By hand, because readline takes U+2028 for the end of a line.
let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const wish = JSON.parse(line);
    wishes[wish.do](wish);
  }
});
process.stdin.on('end', () => process.exit(0));
