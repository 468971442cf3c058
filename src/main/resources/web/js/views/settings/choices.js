/** What is chosen for this device and lies in `localStorage`, where it is known before anything is drawn. */
const THEME = 'sotong.theme';
const ENTER = 'sotong.enter';

export const themes = ['system', 'light', 'dark'];

export const theme = () => localStorage.getItem(THEME) ?? 'system';
export const enterSends = () => localStorage.getItem(ENTER) !== 'line';

/** Puts the colours on; early.js does the same before the first paint. */
export function wear(chosen) {
  if (chosen === 'system') {
    localStorage.removeItem(THEME);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(THEME, chosen);
    document.documentElement.dataset.theme = chosen;
  }
}

/** Takes what the account chose elsewhere, the language excepted: that one holds from the next page on. */
export function adopt({ theme: colours, enterSends: sends }) {
  if (themes.includes(colours)) wear(colours);
  if (typeof sends === 'boolean') letEnterSend(sends);
}

export function letEnterSend(sends) {
  if (sends) localStorage.removeItem(ENTER);
  else localStorage.setItem(ENTER, 'line');
}
