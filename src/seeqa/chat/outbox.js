// The owner of the question box and of asking; all questions go to the server through here.
//
// One question at a time. The box is the visitor's: what is asked is taken out of it at once, what
// the server did not take is put back, and nothing else touches it. Asked while another is being
// answered, a question stays in the box until then, and is left there if it is edited.
const box = () => document.querySelector('#question textarea');
const write = (text) => {
  box().value = text;
  box().dispatchEvent(new Event('input', {bubbles: true}));
};
// Each question has a number of its own: its turn has it too, and what else ends is not its end.
let [running, sent, asked, taken, count] = ['', '', '', '', 0]; // taken: the one that the server has
let waiting = []; // what is asked after the running one
const ended = () => {
  const turn = [...document.querySelectorAll('#conversation .turn')].pop();
  return turn && turn.dataset.asked === running && !turn.querySelector('.busy');
};
const send = (what) => {
  if (running && !ended()) {
    waiting = waiting.filter(({do: act}) => act !== what.do).concat(what);
    return;
  }
  running = `${Date.now()}-${++count}`;
  document.body.dataset.asking = running;
  sent = what.do === 'typed' ? what.question : '';
  asked = sent;
  if (sent) write('');
  trigger('click', {...what, number: running});
};
const typed = () => {
  const question = box().value;
  if (question.trim()) send({do: 'typed', question});
};
const release = () => {
  [running, sent] = ['', ''];
  if (waiting.length) send(waiting.shift());
};
const putBack = () => {
  if (sent) write([sent, box().value].filter((text) => text.trim()).join(' '));
  waiting = [];
  release();
};
const asks = ({type, key, shiftKey, isComposing, target}) => (type === 'click'
  ? target.closest('#question button')
  : key === 'Enter' && !shiftKey && !isComposing && target.matches('#question textarea'));
['keydown', 'click'].forEach((type) => document.addEventListener(type, (event) => {
  if (!asks(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // Gradio would ask as well, or not at all
  typed();
}, true));
document.addEventListener('input', ({target, isTrusted}) => {
  if (isTrusted && target === box()) waiting = waiting.filter(({do: act}) => act !== 'typed');
});

// ↑ and ↓ in an empty box, or in one that holds what they put there, go through the questions asked;
// below the last one is what stood in the box before.
let [recalled, draft] = [null, ''];
const questions = () => [...document.querySelectorAll('#conversation .question')].map((one) => one.textContent);
const shown = () => (recalled !== null && box().value === questions()[recalled] ? recalled : null);
const recall = (place) => {
  const asked = questions();
  waiting = waiting.filter(({do: act}) => act !== 'typed'); // what is in the box is no more that
  if (shown() === null) draft = box().value;
  recalled = place < asked.length ? place : null;
  write(recalled === null ? draft : asked[place]);
  box().setSelectionRange(box().value.length, box().value.length);
};
document.addEventListener('keydown', (event) => {
  const {key, target} = event;
  if (!['ArrowUp', 'ArrowDown'].includes(key) || !target.matches('#question textarea')) return;
  if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const {selectionStart: from, selectionEnd: to, value} = target;
  if (value && (shown() === null || (from !== value.length && to !== 0))) return; // the caret moves
  const [now, end] = [shown(), questions().length];
  const place = (now === null ? end : now) + (key === 'ArrowUp' ? -1 : 1);
  if (place < 0 || place > end) return;
  event.preventDefault();
  recall(place);
});
document.addEventListener('seeqa:edit', ({detail: turn}) => {
  recall(Number(turn) - 1);
  box().focus();
});
document.addEventListener('seeqa:ask', ({detail}) => send(detail));
document.addEventListener('seeqa:taken', () => {
  sent = '';
  const now = running;
  setTimeout(() => { taken = now; }, 500); // by then its stream is asked for
});
document.addEventListener('seeqa:untaken', putBack);
document.addEventListener('seeqa:answered', () => [0, 200, 1000].forEach((later) => setTimeout(() => {
  if (running && ended()) release();
}, later)));
document.addEventListener('seeqa:cut', () => { // the answer's stream: nothing comes any more
  if (!running || running !== taken || ended()) return;
  if (!document.querySelector(`.turn[data-asked="${running}"]`)) write([asked, box().value].filter((text) => text.trim()).join(' '));
  document.dispatchEvent(new Event('seeqa:stuck')); // to page.js
});
document.addEventListener('seeqa:turning', () => {
  [running, sent, waiting] = ['turning', '', []];
  document.body.dataset.asking = '';
});
document.addEventListener('seeqa:turned', () => setTimeout(() => {
  if (running === 'turning') release();
}));
document.addEventListener('click', ({target}) => {
  if (target.closest('[data-do=stop]')) waiting = [];
}, true);

// The page is loaded anew when a lost server is back: what stands in the box stays.
const kept = (act, ...text) => { try { return sessionStorage[act]('seeqa.draft', ...text); } catch { return null; } };
window.addEventListener('pagehide', () => kept('setItem', box().value));
document.addEventListener('seeqa:ready', () => {
  const draft = kept('getItem');
  if (draft && !box().value) write(draft);
});
