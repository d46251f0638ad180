// Ticks off the rules of a password as they are met, and says how many are left. The server checks them again.

const MET = {
  length: (text) => [...text].length >= 8 && [...text].length <= 20,
  number: (text) => /\p{Nd}/u.test(text),
  upper: (text) => /\p{Uppercase}/u.test(text),
  lower: (text) => /\p{Lowercase}/u.test(text),
  special: (text) => /[^\p{L}\p{N}\s]/u.test(text),
  same: (text, again) => text !== "" && text === again,
};

class PasswordRules extends HTMLElement {
  connectedCallback() {
    [this.first, this.second] = this.querySelectorAll("password-field input");
    this.rules = [...this.querySelectorAll("[data-rule]")];
    this.status = this.querySelector("[role=status]");
    this.addEventListener("input", this.look);
    // A browser that comes back puts in what was typed only after this.
    addEventListener("pageshow", this.look);
    this.look();
  }

  disconnectedCallback() {
    removeEventListener("pageshow", this.look);
  }

  look = () => {
    const typed = [this.first.value, this.second.value];
    for (const rule of this.rules) rule.toggleAttribute("data-met", MET[rule.dataset.rule](...typed));
    const left = this.rules.filter((rule) => !rule.hasAttribute("data-met"));
    clearTimeout(this.timer);
    // Not at every letter: who listens wants to hear it when the typing rests.
    if (typed[0]) this.timer = setTimeout(() => this.say(left), 800);
  };

  say(left) {
    this.status.textContent = left.length ? `Still needed: ${left.map((rule) => rule.textContent.trim()).join(", ")}` : "All rules are met";
  }
}

customElements.define("password-rules", PasswordRules);
