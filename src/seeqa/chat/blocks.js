// Of an HTML block: a click on an element with data-do is told to the server with its data; what asks
// or edits a question is told to outbox.js, which has them asked one after another.
element.addEventListener('click', (event) => {
  const act = event.target.closest('[data-do]');
  if (!act || !element.contains(act)) return;
  if (act.dataset.do === 'stop') trigger('stop', {...act.dataset});
  else if (act.dataset.do === 'edit') document.dispatchEvent(new CustomEvent('seeqa:edit', {detail: act.dataset.turn}));
  else if (['ask', 'retry', 'drop', 'choose'].includes(act.dataset.do)) document.dispatchEvent(new CustomEvent('seeqa:ask', {detail: {...act.dataset}}));
  else trigger('click', {...act.dataset});
});
