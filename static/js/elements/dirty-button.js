// The submit button of the form inside waits until something differs from what is saved. Without scripts it never waits.
import { unsavedFields } from "./dirty.js";

class DirtyButton extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.button = this.querySelector("[type=submit]");
    if (!this.form || !this.button) return;
    this.addEventListener("input", this.look);
    this.addEventListener("change", this.look);
    this.addEventListener("reset", () => setTimeout(this.look));
    document.body.addEventListener("customers-changed", this.refresh);
    this.look();
    // A browser that comes back puts in what was typed only after this.
    addEventListener("pageshow", this.look);
  }

  disconnectedCallback() {
    document.body.removeEventListener("customers-changed", this.refresh);
    removeEventListener("pageshow", this.look);
  }

  look = () => (this.button.disabled = !unsavedFields(this.form));

  // What a dialog changed is fetched again, unless something typed would be lost by it.
  refresh = () => {
    if (!unsavedFields(this.form)) this.querySelector("[data-refresh]")?.dispatchEvent(new Event("refresh"));
  };
}

customElements.define("dirty-button", DirtyButton);
