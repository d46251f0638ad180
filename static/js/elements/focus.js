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

// Letters typed within half a second of each other are one word; the same letter again goes on to the next.
let typed = "", last = 0;

function focusByLetter(event, items, here) {
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return false;
  const letter = event.key.toLocaleLowerCase();
  typed = event.timeStamp - last < 500 ? typed + letter : letter;
  last = event.timeStamp;
  const word = [...typed].every((each) => each === letter) ? letter : typed;
  const from = word.length > 1 ? here : here + 1;
  const following = [...items.slice(from), ...items.slice(0, from)];
  const match = following.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(word));
  match?.focus();
  return Boolean(match) || word.length > 1;
}
