import { en } from './en.js';
import { ko } from './ko.js';

/** The languages there are, by their code. */
export const languages = { en, ko };

const LANGUAGE = 'sotong.language';

/** The language chosen on this device, or else the first of the browser's that there is. */
function choose() {
  const chosen = localStorage.getItem(LANGUAGE);
  const wished = [chosen, ...navigator.languages].filter(Boolean).map((tag) => tag.split('-')[0]);
  return languages[wished.find((code) => languages[code])] ?? en;
}

/** Takes a language for this device; pages that are made from now on speak it. */
export function speak(code) {
  if (code) localStorage.setItem(LANGUAGE, code);
  else localStorage.removeItem(LANGUAGE);
}

/** The code of the language that was chosen on this device, or '' where it follows the browser. */
export const chosenLanguage = () => localStorage.getItem(LANGUAGE) ?? '';

/** Every word the page says. */
export const text = choose();

/** What to tell about an error; anything that has no code is a fault of the page. */
export function reason(error) {
  return text.errors[error.code] ?? text.errors.internal;
}
