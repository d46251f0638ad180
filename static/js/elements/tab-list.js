// Tabs are links with a path each. Arrows move between them; Enter, Space or a click follows the link.
import { moveFocus } from "./focus.js";

class TabList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".tabs");
    if (!this.list) return;
    this.list.role = "tablist";
    this.panel = document.getElementById(this.dataset.panel);
    for (const tab of this.tabs) {
      tab.role = "tab";
      if (this.panel) tab.setAttribute("aria-controls", this.panel.id);
    }
    if (this.panel) this.panel.role = "tabpanel";
    this.mark(this.tabs.find((tab) => tab.ariaCurrent) ?? this.tabs[0]);
    this.list.addEventListener("keydown", this.keyed);
    this.list.addEventListener("click", this.clicked);
    this.list.addEventListener("htmx:afterRequest", this.answered);
  }

  get tabs() {
    return [...this.list.querySelectorAll(".tabs__tab")];
  }

  mark(chosen) {
    for (const tab of this.tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      tab.ariaCurrent = null;
    }
    if (chosen?.id) this.panel?.setAttribute("aria-labelledby", chosen.id);
    // Sideways only: scrollIntoView would also move the page.
    if (chosen) this.list.scrollLeft = chosen.offsetLeft - 32;
  }

  keyed = (event) => {
    moveFocus(event, this.tabs, { direction: "horizontal" });
    if (event.key !== " ") return;
    event.preventDefault();
    event.target.click();
  };

  // Only where htmx fills the panel in place; a plain link leaves, and the next page marks its own tab.
  clicked = (event) => {
    const tab = event.target.closest(".tabs__tab[hx-get]");
    if (!tab || event.ctrlKey || event.metaKey) return;
    this.shown ??= this.tabs.find((one) => one.ariaSelected === "true");
    this.mark(tab);
    this.waiting(tab);
  };

  // Under 150 ms a skeleton would only flicker.
  waiting(tab) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.panel?.toggleAttribute("data-waiting", true), 150);
    if (this.panel) this.panel.ariaBusy = "true";
    this.asked = tab;
  }

  answered = ({ target, detail: { successful } }) => {
    if (target !== this.asked) return;
    clearTimeout(this.timer);
    this.panel?.removeAttribute("data-waiting");
    if (this.panel) this.panel.ariaBusy = null;
    // What did not come is not shown as if it had.
    if (!successful && this.shown) this.mark(this.shown);
    this.shown = this.asked = null;
  };
}

customElements.define("tab-list", TabList);
