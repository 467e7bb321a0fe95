// Light, dark, or as the system says: Gradio follows the system alone, by the class "dark" on body.
const KEY = 'seeqa.theme';
const choice = () => element.querySelector('select');
const kept = (act, ...text) => { try { return localStorage[act](KEY, ...text); } catch { return null; } };
const system = window.matchMedia('(prefers-color-scheme: dark)');
const dress = () => {
  const chosen = choice().value;
  const dark = chosen === 'dark' || (chosen === 'system' && system.matches);
  document.body.classList.toggle('dark', dark);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
};
const remembered = () => {
  choice().value = kept('getItem') || 'system';
  if (choice().selectedIndex < 0) choice().value = 'system';
  dress();
};
element.addEventListener('change', () => {
  if (choice().value === 'system') kept('removeItem');
  else kept('setItem', choice().value);
  dress();
});
system.addEventListener('change', dress);
window.addEventListener('storage', remembered);
watch('value', remembered);
remembered();
