// System, light, dark: shown at once, remembered by the form's own POST.

const NEXT = { system: "light", light: "dark", dark: "system" };

class ThemeButton extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", this.change);
  }

  change = (event) => {
    event.preventDefault();
    const body = new FormData(this.form);
    const theme = body.get("theme");
    document.documentElement.dataset.theme = theme;
    this.form.elements.theme.value = NEXT[theme];
    const button = this.form.querySelector("button");
    button.ariaLabel = button.title = `Theme: ${theme}`;
    // keepalive: the choice is remembered even if the next click leaves the page.
    fetch(this.form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  };
}

customElements.define("theme-button", ThemeButton);
