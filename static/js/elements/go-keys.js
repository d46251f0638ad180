// A g and then a letter opens a page of the navigation: g d the dashboard, g c the customers.

const OFF = "shortcuts-off";
const PATIENCE = 1000; // ms between the two

class GoKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.keyed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keyed);
  }

  keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
    if (event.target.matches("input, select, textarea") || document.querySelector("dialog:modal, :popover-open.menu")) return;
    const waited = event.timeStamp - (this.began ?? -PATIENCE);
    this.began = event.key === "g" ? event.timeStamp : undefined;
    if (waited >= PATIENCE || !/^[a-z]$/.test(event.key)) return;
    const link = document.querySelector(`[data-go="${event.key}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  };
}

customElements.define("go-keys", GoKeys);
