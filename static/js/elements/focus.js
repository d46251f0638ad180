// Roving focus, shared by menus and tabs: arrows, Home, End and, where asked for, type-ahead.

const FORWARD = { vertical: "ArrowDown", horizontal: "ArrowRight" };
const BACK = { vertical: "ArrowUp", horizontal: "ArrowLeft" };

export function focusAt(items, index) {
  items.at(index % items.length)?.focus();
}

export function moveFocus(event, items, { direction = "vertical", typeAhead = false } = {}) {
  const rightToLeft = direction === "horizontal" && getComputedStyle(event.currentTarget).direction === "rtl";
  const [forward, back] = rightToLeft ? [BACK, FORWARD] : [FORWARD, BACK];
  const here = items.indexOf(document.activeElement);
  const target = {
    [forward[direction]]: here + 1,
    [back[direction]]: here < 0 ? -1 : here - 1,
    Home: 0,
    End: -1,
  }[event.key];
  if (target !== undefined) focusAt(items, target);
  else if (!(typeAhead && focusByLetter(event, items, here))) return;
  event.preventDefault();
}

function focusByLetter(event, items, here) {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return false;
  const letter = event.key.toLocaleLowerCase();
  const following = [...items.slice(here + 1), ...items.slice(0, here + 1)];
  const match = following.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter));
  match?.focus();
  return Boolean(match);
}
