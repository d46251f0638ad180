// Copies data-copy, or the text of the element whose id is in data-from, and says so.
import { copied } from "./copy.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.label = this.querySelector("[data-label]");
    this.status = this.querySelector("[role=status]");
    this.text = this.label?.textContent;
    this.querySelector("button")?.addEventListener("click", this.copy);
  }

  copy = async () => {
    const source = document.getElementById(this.dataset.from);
    const text = this.dataset.copy ?? source?.value ?? source?.textContent.trim() ?? "";
    this.say((await copied(text)) ? "Copied" : "Select and copy it yourself");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(""), 2000);
  };

  say(what) {
    this.label.textContent = what || this.text;
    this.status.textContent = what;
  }
}

customElements.define("copy-button", CopyButton);
