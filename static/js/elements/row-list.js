// A list worked from the keyboard: j, k and arrows move, the full stop opens the row's menu, / searches, n makes new.

const OFF = "shortcuts-off";

class RowList extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.keyed);
    this.toggle = document.querySelector("[data-shortcuts-switch]");
    if (this.toggle) this.toggle.checked = !localStorage.getItem(OFF);
    this.toggle?.addEventListener("change", this.switched);
    this.addEventListener("htmx:beforeSwap", () => (this.left = this.here));
    this.addEventListener("htmx:afterSettle", this.stay);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed);
  }

  switched = () => (this.toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));

  // Whoever stood on a row that is gone, deleted or filtered out, stands on the one that took its place.
  stay = () => {
    if (this.left >= 0 && document.activeElement === document.body) this.go(this.left);
    this.left = -1;
  };

  get links() {
    return [...this.querySelectorAll("[data-row-link]")];
  }

  get here() {
    const row = document.activeElement?.closest("[data-row]");
    return this.links.findIndex((link) => link.closest("[data-row]") === row);
  }

  keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal, :popover-open.menu")) return;
    if (event.target.matches("input, select, textarea")) return this.typing(event);
    const plain = !event.key.startsWith("Arrow");
    if (plain && localStorage.getItem(OFF)) return;
    if (this.act(event.key)) event.preventDefault();
  };

  typing({ key, target }) {
    if (key === "Escape" && target.type === "search" && !target.value) target.blur();
  }

  act(key) {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
    // Arrows scroll the page until somebody is in the list.
    if (step && (this.here >= 0 || !key.startsWith("Arrow"))) return this.go(this.here + step);
    if (key === "." && this.here >= 0) return this.press(this.links[this.here].closest("[data-row]"), "[data-menu-opener]");
    if (key === "?") return this.press(document, '[data-opens="shortcuts"]');
    if (key === "/") return !document.querySelector('[data-shortcut="/"]')?.focus();
    return key === "n" && this.press(document, '[data-shortcut="n"]');
  }

  go(index) {
    const link = this.links[Math.max(0, Math.min(index, this.links.length - 1))];
    link?.focus();
    return Boolean(link);
  }

  press(within, selector) {
    const found = within.querySelector(selector);
    found?.click();
    return Boolean(found);
  }
}

customElements.define("row-list", RowList);
