import { Chat } from './chat.js';
import { Api } from './sdk/api.js';
import { Session } from './sdk/session.js';
import { shell } from './views/shell.js';
import { signIn } from './views/signin.js';
import { text } from './text.js';

const page = document.getElementById('page');
const session = new Session();
const api = new Api(session);

/** The door: in, when somebody is signed in in this tab; else the form, with a word on why. */
function enter(why) {
  document.title = text.brand;
  if (!session.signedIn) {
    page.replaceChildren(signIn({ api, onSignedIn: () => enter(), why }));
    return;
  }
  const chat = new Chat({ api, session });
  page.replaceChildren(shell({ chat, onSignedOut: (reason) => leave(reason) }));
  chat.start();
}

function leave(why) {
  session.end();
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  history.replaceState(null, '', location.pathname);
  enter(why);
}

document.documentElement.lang = text.lang;
enter();
