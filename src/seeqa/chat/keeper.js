// Of the conversations that this browser keeps: each is one entry of localStorage; the one open in
// this tab is named in sessionStorage, so that it survives a reload and tabs do not mix.
// Several archives may be under one host, each under a path of its own.
const HERE = new URL('.', location).href.slice(0, -1);
const NAME = `seeqa${HERE.slice(location.origin.length)}`;
const PREFIX = `${NAME}.conversation.`;
const texts = () => props.texts;
const part = (name) => element.querySelector(name);
const say = (text) => { part('#said').textContent = text; };

const reading = (work, otherwise) => {
  try { return work(); } catch { return otherwise; }
};
const opened = () => reading(() => sessionStorage.getItem(`${NAME}.open`), null);
const setOpened = (id) => reading(() => (id
  ? sessionStorage.setItem(`${NAME}.open`, id) : sessionStorage.removeItem(`${NAME}.open`)));
const read = (id) => reading(() => JSON.parse(localStorage.getItem(PREFIX + id)), undefined);
const write = (id, conversation) => {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(conversation));
  } catch (error) {
    say(error.name === 'QuotaExceededError' ? texts().full : texts().off);
  }
};
const all = () => reading(() => Object.keys(localStorage)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => [key.slice(PREFIX.length), read(key.slice(PREFIX.length)) || {}])
  .sort((one, other) => (other[1].changed || 0) - (one[1].changed || 0)), []);
const title = (conversation) => String(conversation.title || '…');

const button = (act, id, label, name) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  Object.assign(made.dataset, {keep: act, id});
  if (name) made.setAttribute('aria-label', `${label}: ${name}`);
  return made;
};
const row = ([id, conversation]) => {
  const made = document.createElement('li');
  const open = button('open', id, title(conversation));
  open.className = 'title';
  if (id === opened()) open.setAttribute('aria-current', 'true');
  const name = title(conversation);
  made.append(open, button('rename', id, texts().rename, name),
    button('delete', id, texts().delete, name));
  return made;
};
const has = (words) => ([, {title: name, turns}]) => {
  const asked = Array.isArray(turns) ? turns.map((turn) => turn && turn.question) : [];
  const text = [name, ...asked].join('\n').toLocaleLowerCase();
  return words.every((word) => text.includes(word));
};
const draw = () => {
  const [kept, sought] = [all(), part('#kept-search')];
  const found = kept.filter(has(sought.value.toLocaleLowerCase().split(/\s+/)));
  part('#kept-list').replaceChildren(...found.map(row));
  sought.hidden = kept.length < 2 && !sought.value;
  part('#kept-none').hidden = found.length > 0;
  part('#kept-none').textContent = kept.length ? texts().unfound : texts().none;
};

// On a wide screen the kept conversations stand beside the open one, unless they were folded.
const wide = window.matchMedia('(min-width: 1200px)');
const fit = () => {
  part('.past').open = wide.matches && reading(() => localStorage.getItem('seeqa.past'), null) !== 'closed';
};
wide.addEventListener('change', fit);

const turnsOf = (id) => {
  const {turns} = read(id) || {};
  return JSON.stringify(turns === undefined ? null : turns);
};
const turnTo = (id) => { // another conversation: what is asked in this one is stopped
  setOpened(id);
  document.dispatchEvent(new Event('seeqa:turning'));
  trigger('clear', id ? {turns: turnsOf(id)} : {});
};
const acts = {
  new() { turnTo(null); },
  open(id) { turnTo(id); },
  rename(id) {
    const conversation = read(id);
    const name = conversation && window.prompt(texts().rename_to, title(conversation));
    if (name && name.trim()) write(id, {...conversation, title: name.trim().slice(0, 200)});
  },
  delete(id) {
    if (!window.confirm(texts().sure.replace('{title}', title(read(id) || {})))) return;
    reading(() => localStorage.removeItem(PREFIX + id));
    if (id === opened()) acts.new();
  },
  export(id, button) {
    trigger('click', {do: 'export', format: button.dataset.format, origin: HERE});
  },
};

const keep = ({turns, asked} = {}) => {
  if (!turns || !turns.length) return;
  if (asked !== document.body.dataset.asking) return; // asked in a conversation that was left
  let id = opened();
  const before = id && read(id);
  const earlier = (before && Array.isArray(before.turns)) ? before.turns : [];
  if (earlier.some((turn, place) => !turns[place] || turns[place].question !== turn.question)) {
    id = null; // another tab went on with it, or the server lost it: leave what was kept alone
    say(texts().lost);
  }
  id = id || Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  setOpened(id);
  const name = (read(id) || {}).title || turns[0].question.slice(0, 80);
  write(id, {title: name, changed: Date.now(), turns});
};
const save = ({name, type, text}) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: `${type};charset=utf-8`}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

element.addEventListener('click', (event) => {
  const pressed = event.target.closest('[data-keep]');
  if (!pressed) return;
  say('');
  acts[pressed.dataset.keep](pressed.dataset.id, pressed);
  draw();
});
element.addEventListener('input', draw);
element.addEventListener('click', ({target}) => { // on a summary, from the keyboard as well
  const fold = target.closest('summary') && target.closest('details');
  if (!fold) return;
  const open = !fold.open; // after this click
  if (wide.matches && fold.matches('.past')) reading(() => localStorage.setItem('seeqa.past', open ? 'open' : 'closed'));
  else if (open) folds().forEach((other) => { other.open = false; });
});
const folds = () => [...element.querySelectorAll('details[open]')]
  .filter((fold) => !(wide.matches && fold.matches('.past')));
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  folds().forEach((fold) => { fold.open = false; fold.querySelector('summary').focus(); });
});
document.addEventListener('click', (event) => { // anywhere else; what was redrawn is nowhere
  if (event.target.isConnected && !element.contains(event.target)) folds().forEach((fold) => { fold.open = false; });
});
window.addEventListener('storage', (event) => {
  if (event.key === PREFIX + opened() && event.newValue) say(texts().elsewhere);
  draw();
});
watch('kept', () => { keep(props.kept || {}); draw(); });
watch('file', () => { if (props.file) save(props.file); });
watch('told', () => { say(props.told || ''); });
watch('value', () => { fit(); draw(); });
watch('texts', () => { // in the visitor's language, once, after the page came in English
  document.documentElement.lang = texts().language;
  if (!opened()) trigger('select', {});
});
fit();
draw();
const back = reading(() => sessionStorage.getItem('seeqa.back'), ''); // page.js left it
reading(() => sessionStorage.removeItem('seeqa.back'));
if (opened() && read(opened()) !== null) trigger('select', {back, turns: turnsOf(opened())});
else if (back) trigger('select', {back});
