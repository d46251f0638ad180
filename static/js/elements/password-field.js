// Shows and hides what is typed into a password field.

class PasswordField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = this.querySelector("button");
    this.button?.addEventListener("click", this.toggle);
    // A browser offers to keep the password only if it is one again when the form leaves.
    this.input?.form?.addEventListener("submit", () => this.show(false));
  }

  toggle = () => this.show(this.input.type === "password");

  show(visible) {
    this.input.type = visible ? "text" : "password";
    this.button.ariaPressed = String(visible);
  }
}

customElements.define("password-field", PasswordField);
